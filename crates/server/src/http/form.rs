//! The entry form: what a widget asks for, and whether it was answered.

use crate::{
    actions::talking::parse_text,
    identify::Signed,
    problem::Problem,
    wire::{
        client::Enter,
        widget::{FieldKind, FormField},
    },
};
use desk::{event::Answer, text::Text};
use std::collections::BTreeMap;
use store::Client;

/// The most values a page may attach.
const MOST_PARAMETERS: usize = 20;

/// What the client filled in.
#[derive(Debug, Default)]
pub struct Filled {
    /// All answers, in the form's order.
    pub answers: Vec<Answer>,
    /// The page's parameters and the topic.
    pub parameters: BTreeMap<String, String>,
    /// The first message, if the form asks for one.
    pub message: Option<Text>,
    /// The version of the consent that was agreed to.
    pub consent: Option<u32>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

impl Filled {
    /// As it is kept with an offline request.
    #[must_use]
    pub fn left(&self) -> desk::offline::Filled {
        desk::offline::Filled {
            name: self.name.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            topic: self.parameters.get("topic").cloned(),
            message: self.message.as_ref().map(|text| text.as_str().to_owned()),
            consent: self.consent,
            ..desk::offline::Filled::default()
        }
    }

    /// Notes what the client said of him- or herself. True when that is news.
    pub fn tells_who(&self, client: &mut Client) -> bool {
        let before = client.clone();
        for (told, known) in
            [(&self.name, &mut client.name), (&self.phone, &mut client.phone), (&self.email, &mut client.email)]
        {
            if told.is_some() {
                known.clone_from(told);
            }
        }
        before != *client
    }
}

/// Checks the answers against the widget's form, whose consent has so many versions. What the company's server signed wins
/// over what was typed.
///
/// # Errors
/// `invalid` with a code per field.
pub fn check(form: &[FormField], enter: &Enter, signed: Option<&Signed>, consents: u32) -> Result<Filled, Problem> {
    let mut filled = Filled::default();
    let mut wrong: Vec<(&str, &str)> = Vec::new();
    for field in form {
        let key = key(field.kind);
        if let Some(known) = signed.and_then(|signed| signed_answer(signed, field.kind)) {
            filled.take(field.kind, known)?;
            continue;
        }
        let value = enter.form.get(key).map_or("", |value| value.trim());
        let given_elsewhere = field.kind == FieldKind::Message && enter.message.is_some();
        if field.kind == FieldKind::Consent {
            match agreed(value, consents) {
                Ok(None) if field.required || field.notice => wrong.push((key, "required")),
                Ok(None) => {}
                Ok(Some(version)) => {
                    filled.consent = Some(version);
                    filled.take(field.kind, &version.to_string())?;
                }
                Err(code) => wrong.push((key, code)),
            }
            continue;
        }
        if value.is_empty() {
            if field.required && !given_elsewhere {
                wrong.push((key, "required"));
            }
            continue;
        }
        match fits(field.kind, value) {
            Err(code) => wrong.push((key, code)),
            Ok(()) => filled.take(field.kind, value)?,
        }
    }
    let fits = |(key, value): (&String, &String)| {
        (1..=40).contains(&key.chars().count()) && value.chars().count() <= 500 && !value.contains('\0')
    };
    if enter.parameters.len() > MOST_PARAMETERS || !enter.parameters.iter().all(fits) {
        wrong.push(("parameters", "too-long"));
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(&wrong));
    }
    filled.parameters.extend(enter.parameters.clone());
    if let Some(Signed { name, phone, email, .. }) = signed {
        // Also what the form does not ask for.
        filled.name = name.clone().or(filled.name);
        filled.phone = phone.clone().or(filled.phone);
        filled.email = email.clone().or(filled.email);
    }
    Ok(filled)
}

/// The version that was agreed to: one that was shown at some time. A panel of before there were versions says "true", which
/// is clear as long as there is but one.
fn agreed(value: &str, consents: u32) -> Result<Option<u32>, &'static str> {
    match (value, value.parse::<u32>()) {
        ("true", _) if consents <= 1 => Ok(Some(1)),
        ("true", _) => Err("unknown-version"),
        (_, Ok(version)) if (1..=consents.max(1)).contains(&version) => Ok(Some(version)),
        (_, Ok(_)) => Err("unknown-version"),
        (_, Err(_)) => Ok(None),
    }
}

impl Filled {
    fn take(&mut self, kind: FieldKind, value: &str) -> Result<(), Problem> {
        let value = value.replace('\0', "");
        match kind {
            FieldKind::Name => self.name = Some(value.clone()),
            FieldKind::Phone => self.phone = Some(value.clone()),
            FieldKind::Email => self.email = Some(value.clone()),
            FieldKind::Topic => {
                self.parameters.insert("topic".into(), value.clone());
            }
            FieldKind::Message => {
                // A message stands in the thread, not among the answers.
                self.message = Some(parse_text("message", &value)?);
                return Ok(());
            }
            FieldKind::Consent => {}
        }
        self.answers.push(Answer { field: key(kind).to_owned(), value });
        Ok(())
    }
}

fn signed_answer(signed: &Signed, kind: FieldKind) -> Option<&str> {
    match kind {
        FieldKind::Name => signed.name.as_deref(),
        FieldKind::Phone => signed.phone.as_deref(),
        FieldKind::Email => signed.email.as_deref(),
        FieldKind::Topic | FieldKind::Message | FieldKind::Consent => None,
    }
}

const fn key(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Name => "name",
        FieldKind::Phone => "phone",
        FieldKind::Email => "email",
        FieldKind::Topic => "topic",
        FieldKind::Message => "message",
        FieldKind::Consent => "consent",
    }
}

fn fits(kind: FieldKind, value: &str) -> Result<(), &'static str> {
    let longest = match kind {
        FieldKind::Name | FieldKind::Topic => 200,
        FieldKind::Phone => 40,
        FieldKind::Email => 254,
        FieldKind::Message => desk::text::LONGEST_TEXT,
        FieldKind::Consent => 10,
    };
    if value.chars().count() > longest {
        return Err("too-long");
    }
    let good = match kind {
        FieldKind::Phone => is_phone(value),
        FieldKind::Email => is_email(value),
        FieldKind::Name | FieldKind::Topic | FieldKind::Message | FieldKind::Consent => true,
    };
    if good { Ok(()) } else { Err("malformed") }
}

/// Digits with the usual signs between them, 5 to 15 of them (E.164 allows 15).
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = |c: char| c.is_ascii_digit() || " +-()/.".contains(c);
    (5..=15).contains(&digits) && text.chars().all(allowed)
}

/// Something before and after one @, with a dot in the domain; whether it exists only a mail tells.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let no_space = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let labels = domain.split('.').all(|label| !label.is_empty());
    no_space && !local.is_empty() && !domain.contains('@') && labels && domain.contains('.') && text.len() <= 254
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_names_a_version_that_was_shown() {
        assert_eq!((agreed("2", 3), agreed("3", 3)), (Ok(Some(2)), Ok(Some(3))));
        assert_eq!(
            (agreed("4", 3), agreed("0", 3), agreed("true", 3)),
            (Err("unknown-version"), Err("unknown-version"), Err("unknown-version"))
        );
        assert_eq!((agreed("true", 1), agreed("", 3), agreed("no", 3)), (Ok(Some(1)), Ok(None), Ok(None)));
    }

    #[test]
    fn phones_and_addresses_are_told_from_typing_errors() {
        assert!(is_phone("+420 602 418 773") && !is_phone("call me") && !is_phone("123"));
        assert!(
            is_email("jana@seznam.cz") && !is_email("jana@seznam") && !is_email("jana@@a.b") && !is_email("a b@c.d")
        );
    }
}
