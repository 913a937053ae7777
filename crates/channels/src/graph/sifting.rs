//! Taking out of a delivery what it tells of one client. What stays, stays as it came.

use super::envelope::{self, Members};
use crate::{Heard, Identity, Sifted, What};
use serde_json::value::RawValue;

/// What becomes of a part of a delivery.
pub(crate) enum Kept {
    /// Nothing of it went.
    AsItWas,
    /// This is left of it.
    Left(String),
    /// It went.
    Nothing,
}

/// Tells apart what is of somebody, and keeps in mind what went.
pub(crate) struct Sieve<'a> {
    whom: &'a [Identity],
    gone: Vec<Heard>,
}

impl Sieve<'_> {
    /// Whether a part stays that was read as this; if not, it went.
    pub(crate) fn part(&mut self, raw: &str, read: Vec<Heard>) -> Kept {
        if !read.iter().any(|one| self.is_of(one, raw)) {
            return Kept::AsItWas;
        }
        self.gone.extend(read);
        Kept::Nothing
    }

    /// Whether somebody is known in one of these ways.
    pub(crate) fn is(&self, known: &[Identity]) -> bool {
        known.iter().any(|one| self.whom.contains(one))
    }

    /// What was not understood, or has no meaning here and is of nobody, comes to nothing anyway: it need only name the client
    /// somewhere.
    fn is_of(&self, one: &Heard, raw: &str) -> bool {
        let names = |one: &Identity| one.value.rsplit('/').next().is_some_and(|id| raw.contains(id));
        one.who.as_ref().is_some_and(|who| self.is(&who.known))
            || match &one.what {
                What::Moved { to, .. } => self.is(to),
                What::Unknown { .. } => self.whom.iter().any(names),
                What::Nothing if one.who.is_none() => self.whom.iter().any(names),
                _ => false,
            }
    }

    /// Each item of a list by itself.
    pub(crate) fn list<'a>(
        &mut self,
        members: &Members<'a>,
        name: &str,
        mut each: impl FnMut(&mut Self, &'a RawValue) -> Kept,
    ) -> Kept {
        let (mut left, mut went) = (Vec::new(), false);
        for raw in envelope::items(members, name) {
            match each(self, raw) {
                Kept::AsItWas => left.push(raw.get().to_owned()),
                Kept::Left(text) => {
                    went = true;
                    left.push(text);
                }
                Kept::Nothing => went = true,
            }
        }
        match (went, left.is_empty()) {
            (false, _) => Kept::AsItWas,
            (true, true) => Kept::Nothing,
            (true, false) => Kept::Left(format!("[{}]", left.join(","))),
        }
    }
}

/// An object of whose members this is left. Without any of those that are its substance, of which there was one, it goes.
pub(crate) fn object(members: &Members<'_>, substance: &[(&str, Kept)], beside: &[(&str, Kept)]) -> Kept {
    let all = || substance.iter().chain(beside);
    if all().all(|(_, kept)| matches!(kept, Kept::AsItWas)) {
        return Kept::AsItWas;
    }
    let is_left = |(name, kept): &(&str, Kept)| members.contains_key(*name) && !matches!(kept, Kept::Nothing);
    if substance.iter().any(|(name, _)| members.contains_key(*name)) && !substance.iter().any(is_left) {
        return Kept::Nothing;
    }
    let mut written = Vec::with_capacity(members.len());
    for (name, raw) in members {
        let value = match all().find(|(changed, _)| changed == name) {
            Some((_, Kept::Nothing)) => continue,
            Some((_, Kept::Left(text))) => text.as_str(),
            Some((_, Kept::AsItWas)) | None => raw.get(),
        };
        written.push(format!("{}:{value}", serde_json::Value::from(name.as_str())));
    }
    Kept::Left(format!("{{{}}}", written.join(",")))
}

/// A delivery without what it tells of somebody known in one of these ways, entry by entry; none: it tells nothing of him or her.
pub(crate) fn without(
    body: &[u8],
    whom: &[Identity],
    mut entry: impl FnMut(&mut Sieve<'_>, &RawValue) -> Kept,
) -> Option<Sifted> {
    let body = super::readable(body);
    let mut sieve = Sieve { whom, gone: Vec::new() };
    let kept = match envelope::entries(&body) {
        Ok(_) => {
            let whole: &RawValue = serde_json::from_str(&body).ok()?;
            let members = envelope::members(whole);
            let entries = sieve.list(&members, "entry", &mut entry);
            object(&members, &[("entry", entries)], &[])
        }
        Err(kind) => sieve.part(&body, vec![envelope::unknown(None, kind, &body)]),
    };
    let left = match kept {
        Kept::AsItWas => return None,
        Kept::Left(text) => Some(text),
        Kept::Nothing => None,
    };
    Some(Sifted { left, gone: sieve.gone })
}
