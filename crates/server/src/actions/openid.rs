//! Signing in through the OpenID Connect provider: going there, coming back, and what administrators set.

use super::{
    Action,
    account::prove,
    audit::{Deed, Doer, Entry},
    fields::done,
    people::{Staff, end_sessions, insert_invited, told},
    sessions::{Asker, add_sign_in, arrive},
};
use crate::{
    app::App,
    openid::{Client, Failure, Flow, PURPOSE, is_own_place, is_protected},
    problem::Problem,
    wire::{
        audit::Act,
        openid::{OpenIdDetails, OpenIdRefusal, OpenIdTested},
    },
};
use desk::{
    EntrySet, GroupId, OperatorId, Role,
    away::Choice,
    openid::{Admission, Admitted, Known, NotAdmitted, Trouble, Vouched, address, admit},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use store::{Newcomers, OpenId, OpenIdLink, Operator, SignIn, Through};
use url::Url;
use uuid::Uuid;

/// Who went off to the provider comes back within this.
pub const FLOW_LASTS: SignedDuration = SignedDuration::from_mins(10);
/// An administrator looks on: a look takes no longer.
const LOOK: Duration = Duration::from_secs(25);
const LONGEST_NAME: usize = 60;
const LONGEST_SECRET: usize = 1_000;
const MOST_DOMAINS: usize = 50;

/// Somebody on the way to the provider.
pub struct Begun {
    /// Where the provider asks who it is.
    pub door: Url,
    /// What the browser keeps until it comes back.
    pub token: String,
}

/// What a browser comes back with.
#[derive(Debug, Default)]
pub struct Returned {
    /// What it kept.
    pub token: Option<String>,
    /// What it was sent off with.
    pub state: Option<String>,
    /// What who it is can be fetched with.
    pub code: Option<String>,
    /// Which provider says so (RFC 9207).
    pub issuer: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// Somebody who came back and is signed in.
pub struct Entered {
    /// The cookie's token.
    pub token: String,
    /// Where he or she wanted to go.
    pub to: String,
}

/// Somebody who is not.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: OpenIdRefusal,
    /// By the address the provider told, if it matters.
    pub address: Option<String>,
}

impl From<OpenIdRefusal> for Refused {
    fn from(why: OpenIdRefusal) -> Self {
        Self { why, address: None }
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        let why = if problem.status == 429 { OpenIdRefusal::TooMany } else { OpenIdRefusal::Unavailable };
        why.into()
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        Problem::from(error).into()
    }
}

/// Sends somebody off to the provider.
///
/// # Errors
/// [`Refused`].
pub async fn begin(app: Arc<App>, to: String, redirect: Url) -> Result<Begun, Refused> {
    let client = client_now(&app, redirect)?;
    let flow = Flow::begin();
    let door = app.openid.door(&client, &flow).await.map_err(|failure| of_provider(&failure))?;
    let to = if is_own_place(&to) { to } else { "/".to_owned() };
    let mut action = Action::begin(&app).await?;
    let until = action.now + FLOW_LASTS;
    action.conn().add_openid_flow(&flow.hash(), &to, until).await?;
    action.commit().await?;
    Ok(Begun { door, token: flow.token().to_owned() })
}

/// Somebody comes back from the provider, and is signed in if the provider's word and the company's rules allow it.
///
/// # Errors
/// [`Refused`].
pub async fn come_back(app: Arc<App>, returned: Returned, redirect: Url, asker: Asker) -> Result<Entered, Refused> {
    let client = client_now(&app, redirect)?;
    let flow = returned.token.as_deref().and_then(Flow::of).ok_or(OpenIdRefusal::Expired)?;
    // Before it is used up: somebody else's answer must not end this one.
    if !returned.state.is_some_and(|state| crate::secret::same(&state, &flow.state())) {
        return Err(OpenIdRefusal::Expired.into());
    }
    let mut action = Action::begin(&app).await?;
    let now = action.now;
    let to = action.conn().use_openid_flow(&flow.hash(), now).await?.ok_or(OpenIdRefusal::Expired)?;
    action.commit().await?;
    if returned.issuer.is_some_and(|issuer| issuer != client.issuer) {
        let failure = Failure::said(Trouble::OtherIssuer, "the answer is another provider's");
        return Err(of_provider(&failure));
    }
    if let Some(error) = returned.error {
        tracing::warn!(error = %desk::mail::one_line(&error, 100), "the provider let somebody not in");
        return Err(OpenIdRefusal::Denied.into());
    }
    let code = returned.code.filter(|code| !code.is_empty()).ok_or(OpenIdRefusal::Provider)?;
    // Nothing of the database is held while the provider is asked.
    let vouched = app.openid.who(&client, &flow, code).await.map_err(|failure| of_provider(&failure))?;
    let token = enter(&app, &client.issuer, vouched, &asker).await?;
    Ok(Entered { token, to })
}

/// Signs in whom the provider vouches for, with all that becomes so by it: linked, or made.
async fn enter(app: &Arc<App>, issuer: &str, vouched: Vouched, asker: &Asker) -> Result<String, Refused> {
    let mut action = Action::begin(app).await?;
    let provider = action.conn().openid().await?.filter(|it| it.on && it.issuer == issuer).ok_or(OpenIdRefusal::Off)?;
    let people = action.conn().operators().await?;
    let of = |id| people.iter().find(|one| one.id == id);
    let link = action.conn().openid_link(issuer, &vouched.subject).await?;
    let by_subject = link.as_ref().and_then(|link| of(link.operator)).map(|one| known(one, true));
    let mut by_address = None;
    if let Some(one) =
        people.iter().find(|one| vouched.email.as_ref().is_some_and(|email| address(&one.email) == *email))
    {
        let linked = action.conn().openid_link_of(one.id, issuer).await?.is_some();
        by_address = Some(known(one, linked));
    }
    let newcomers_of = provider.newcomers.as_ref().map(|it| it.domains.clone()).unwrap_or_default();
    let admission = Admission { trusts_addresses: provider.trusts_addresses, newcomers_of };
    let one = match admit(&admission, &vouched, by_subject, by_address) {
        Ok(Admitted::As(id)) => of(id).cloned().ok_or(OpenIdRefusal::Unavailable)?,
        Ok(Admitted::Linked(id)) => {
            let one = of(id).cloned().ok_or(OpenIdRefusal::Unavailable)?;
            link_to(&mut action, &one, issuer, &vouched, asker).await?;
            one
        }
        Ok(Admitted::Newcomer(email)) => make(app, &mut action, &provider, email, &vouched, asker).await?,
        Err(why) => return Err(refuse(app, action, why, vouched, by_subject.or(by_address), asker).await?),
    };
    action.conn().lock_operator(one.id).await?;
    let (token, _) = add_sign_in(&mut action, one.id, asker, None, Through::OpenId).await?;
    let now = action.now;
    action.conn().choose(one.id, Choice::Available, now).await?;
    let entry = Entry::of(Act::SignedIn).changed(&app.directory(), &Value::Null, &json!({"openid": provider.name}));
    action.note(&Doer::stranger(&one.name, Some(one.id), &asker.address), entry).await?;
    action.commit().await?;
    if app.directory().operator(one.id).is_none() {
        app.reload_directory().await?;
    }
    arrive(app, one.id);
    Ok(token)
}

const fn known(one: &Operator, is_linked: bool) -> Known {
    Known { operator: one.id, is_deactivated: one.deactivated_at.is_some(), is_linked }
}

/// The user is this person of the provider's from now on; who was only invited needs no link any more.
async fn link_to(
    action: &mut Action,
    one: &Operator,
    issuer: &str,
    vouched: &Vouched,
    asker: &Asker,
) -> Result<(), Problem> {
    let (issuer, subject, linked_at) = (issuer.to_owned(), vouched.subject.clone(), action.now);
    action.conn().add_openid_link(&OpenIdLink { issuer, subject, operator: one.id, linked_at }).await?;
    if one.invited {
        action.conn().remove_access_links_of(one.id).await?;
    }
    action.directory_changes().await?;
    let by = Doer::stranger(&one.name, Some(one.id), &asker.address);
    action.note(&by, Entry::of(Act::OpenidLinked).on(one.id, &one.name)).await
}

/// Somebody nobody knows becomes a user, as the administrator said.
async fn make(
    app: &App,
    action: &mut Action,
    provider: &OpenId,
    email: String,
    vouched: &Vouched,
    asker: &Asker,
) -> Result<Operator, Refused> {
    let newcomers = provider.newcomers.as_ref().ok_or(OpenIdRefusal::Unknown)?;
    let before_at = email.split('@').next().unwrap_or_default().to_owned();
    let one = Operator {
        id: OperatorId(Uuid::now_v7()),
        name: vouched.name.clone().unwrap_or(before_at),
        public_name: None,
        photo: None,
        email,
        role: newcomers.role,
        permissions: BTreeMap::new(),
        chat_limit: None,
        barred: EntrySet::NONE,
        invited: true,
        deactivated_at: None,
    };
    insert_invited(action, &one).await?;
    let groups = existing(app, &newcomers.groups);
    action.conn().set_groups_of(one.id, &groups).await?;
    let groups: Vec<Uuid> = groups.iter().map(|group| group.0).collect();
    let entry = Entry::of(Act::OpenidUserMade).on(one.id, &one.name);
    let entry = entry.changed(&app.directory(), &Value::Null, &told(&one, &groups));
    action.note(&Doer::stranger(&one.name, Some(one.id), &asker.address), entry).await?;
    link_to(action, &one, &provider.issuer, vouched, asker).await?;
    Ok(one)
}

/// The groups that were not removed meanwhile.
fn existing(app: &App, groups: &[Uuid]) -> Vec<GroupId> {
    let directory = app.directory();
    let there = |id: &GroupId| directory.group(*id).is_some_and(|group| group.removed_at.is_none());
    groups.iter().copied().map(GroupId).filter(there).collect()
}

/// Writes down that somebody was not let in: the provider knows who it is, so it is no stranger's noise.
async fn refuse(
    app: &App,
    mut action: Action,
    why: NotAdmitted,
    vouched: Vouched,
    who: Option<Known>,
    asker: &Asker,
) -> Result<Refused, Problem> {
    let named = vouched.email.clone().unwrap_or_else(|| vouched.subject.clone());
    let by = Doer::stranger(&named, who.map(|known| known.operator), &asker.address);
    let refusal = match why {
        NotAdmitted::NoAddress => OpenIdRefusal::NoAddress,
        NotAdmitted::Unverified => OpenIdRefusal::Unverified,
        NotAdmitted::Unknown => OpenIdRefusal::Unknown,
        NotAdmitted::Deactivated => OpenIdRefusal::Deactivated,
        NotAdmitted::LinkedOtherwise => OpenIdRefusal::LinkedOtherwise,
    };
    let entry = Entry::of(Act::OpenidRefused);
    let entry = entry.changed(&app.directory(), &Value::Null, &json!({"refused": refusal}));
    action.note(&by, entry).await?;
    action.commit().await?;
    metrics::counter!("hovorna_sign_ins_failed_total").increment(1);
    Ok(Refused { why: refusal, address: vouched.email })
}

fn of_provider(failure: &Failure) -> Refused {
    tracing::warn!(%failure, "signing in through the OpenID Connect provider failed");
    metrics::counter!("hovorna_sign_ins_failed_total").increment(1);
    OpenIdRefusal::Provider.into()
}

/// What this desk is at the provider now.
fn client_now(app: &App, redirect: Url) -> Result<Client, Refused> {
    let directory = app.directory();
    let provider = directory.openid_now().ok_or(OpenIdRefusal::Off)?;
    let secret = app.seal.open(PURPOSE, &provider.sealed_secret);
    let secret = secret.ok_or_else(|| of_provider(&Failure { trouble: Trouble::Unreadable, said: None }))?;
    Ok(Client { issuer: provider.issuer.clone(), id: provider.client_id.clone(), secret, redirect })
}

/// Sets the provider. Whoever sets it decides who everybody is: so it takes somebody who can give every permission.
///
/// # Errors
/// `invalid`, `beyond-you`.
pub async fn save(app: Arc<App>, by: Doer, details: OpenIdDetails) -> Result<(), Problem> {
    let mut deed = Deed::begin(&app, by).await?;
    Staff::held(&mut deed).await?.gives_everything()?;
    let before = deed.conn().openid().await?;
    let typed = details.client_secret.as_deref().is_some_and(|secret| !secret.is_empty());
    let (mut provider, secret) = checked(&app, details, before.as_ref())?;
    if provider.on && !provider.passwords && deed.conn().administrators_with_password().await? == 0 {
        return Err(Problem::invalid(&[("passwords", "wrong")]));
    }
    provider.sealed_secret = app.seal.seal(PURPOSE, &secret).ok_or_else(Problem::unavailable)?;
    deed.conn().save_openid(&provider).await?;
    let entry = Entry::of(Act::OpenidChanged).on("", &provider.name);
    let entry = entry.changed(&app.directory(), &before.as_ref().map(told_provider), &told_provider(&provider));
    deed.commit(if typed { entry.secretly("client_secret") } else { entry }).await
}

/// What of the provider is written down when it changes.
fn told_provider(provider: &OpenId) -> Value {
    json!({
        "on": provider.on, "name": provider.name, "issuer": provider.issuer, "client_id": provider.client_id,
        "trusts_addresses": provider.trusts_addresses, "newcomers": provider.newcomers, "passwords": provider.passwords,
    })
}

/// Looks at a provider with these settings, stored or not, and says what became of it.
///
/// # Errors
/// `invalid`, `beyond-you`.
pub async fn test(app: Arc<App>, by: Doer, details: OpenIdDetails, redirect: Url) -> Result<OpenIdTested, Problem> {
    let mut deed = Deed::begin(&app, by).await?;
    Staff::held(&mut deed).await?.gives_everything()?;
    let before = deed.conn().openid().await?;
    let (provider, secret) = checked(&app, details, before.as_ref())?;
    // Before anything leaves: where to is written down, whatever becomes of it.
    deed.commit(Entry::of(Act::OpenidTested).on("", &provider.issuer)).await?;
    let client = Client { issuer: provider.issuer, id: provider.client_id, secret, redirect };
    let looked = tokio::time::timeout(LOOK, app.openid.look(&client)).await;
    let looked = looked.unwrap_or(Err(Failure { trouble: Trouble::TimedOut, said: None }));
    let failure = looked.err();
    Ok(OpenIdTested {
        trouble: failure.as_ref().map(|failure| failure.trouble),
        said: failure.and_then(|failure| failure.said),
    })
}

/// An operator is nobody at the provider any more, until the address says so again. All of his or her sign-ins end.
///
/// # Errors
/// `not-found` (not linked), `beyond-you`, `no-password` (nothing would be left to sign in with).
pub async fn unlink(app: Arc<App>, by: Doer, id: OperatorId) -> Result<(), Problem> {
    let mut deed = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut deed).await?;
    let one = staff.one(id)?;
    staff.reaches(&one)?;
    deed.conn().lock_operator(id).await?;
    if !deed.conn().remove_openid_links_of(id).await? {
        return Err(Problem::not_found());
    }
    if !deed.conn().has_password(id).await? {
        return Err(Problem::conflict("no-password", "This user has no password: set one first"));
    }
    deed.conn().delete_sign_ins_of(id).await?;
    deed.commit(Entry::of(Act::OpenidUnlinked).on(id, &one.name)).await?;
    end_sessions(&app, id);
    Ok(())
}

/// Somebody is nobody at the provider any more, by the own word. All other sign-ins end.
///
/// # Errors
/// `invalid` (the password), `locked-out`, `not-found` (not linked), `passwords-off` (nothing would be left to sign in with).
pub async fn unlink_own(app: Arc<App>, by: SignIn, password: String, asker: Asker) -> Result<(), Problem> {
    let directory = app.directory();
    let me = directory.operator(by.operator).ok_or_else(Problem::not_signed_in)?;
    if !directory.takes_password_of(me.role) {
        return Err(Problem::refused("passwords-off", "Passwords are for administrators only here"));
    }
    prove(&app, by.operator, password, "password", &asker).await?;
    let mut deed = Deed::begin(&app, Doer::operator(&app, by.operator, &asker.address)).await?;
    deed.conn().lock_operator(by.operator).await?;
    if !deed.conn().remove_openid_links_of(by.operator).await? {
        return Err(Problem::not_found());
    }
    deed.conn().delete_other_sign_ins(by.operator, &by.token_hash).await?;
    deed.commit(Entry::of(Act::OpenidUnlinked).on(by.operator, &me.name)).await?;
    end_sessions(&app, by.operator);
    Ok(())
}

/// Understands settings, and finds the secret they mean: a kept one goes to no other provider and for no other client.
fn checked(app: &App, details: OpenIdDetails, before: Option<&OpenId>) -> Result<(OpenId, String), Problem> {
    let mut wrong = Vec::new();
    let name = desk::mail::one_line(&details.name, usize::MAX);
    match name.chars().count() {
        0 => wrong.push(("name", "required")),
        1..=LONGEST_NAME => {}
        _ => wrong.push(("name", "too-long")),
    }
    let issuer = details.issuer.trim().to_owned();
    if issuer.is_empty() {
        wrong.push(("issuer", "required"));
    } else if !is_issuer(&issuer) {
        wrong.push(("issuer", "malformed"));
    }
    let client_id = details.client_id.trim().to_owned();
    if client_id.is_empty() {
        wrong.push(("client_id", "required"));
    } else if client_id.len() > LONGEST_SECRET || client_id.chars().any(char::is_control) {
        wrong.push(("client_id", "malformed"));
    }
    let typed = details.client_secret.map(|it| it.trim().to_owned()).filter(|secret| !secret.is_empty());
    if typed.as_deref().is_some_and(|it| it.len() > LONGEST_SECRET || it.chars().any(char::is_control)) {
        wrong.push(("client_secret", "malformed"));
    }
    let kept = before
        .filter(|kept| kept.issuer == issuer && kept.client_id == client_id)
        .and_then(|kept| app.seal.open(PURPOSE, &kept.sealed_secret));
    let secret = typed.or(kept);
    if secret.is_none() {
        wrong.push(("client_secret", "required"));
    }
    let newcomers = details.newcomers.map(|it| Newcomers {
        role: it.role,
        groups: it.groups,
        domains: it.domains.iter().map(|domain| domain.trim().trim_start_matches('@').to_ascii_lowercase()).collect(),
    });
    if let Some(newcomers) = &newcomers {
        // An administrator is made by one, never by a provider.
        if newcomers.role == Role::Administrator {
            wrong.push(("role", "malformed"));
        }
        if existing(app, &newcomers.groups).len() != newcomers.groups.len() {
            wrong.push(("groups", "malformed"));
        }
        match newcomers.domains.len() {
            0 => wrong.push(("domains", "required")),
            1..=MOST_DOMAINS if newcomers.domains.iter().all(|domain| is_domain(domain)) => {}
            _ => wrong.push(("domains", "malformed")),
        }
    }
    done(wrong)?;
    let provider = OpenId {
        on: details.on,
        name,
        issuer,
        client_id,
        sealed_secret: String::new(),
        trusts_addresses: details.trusts_addresses,
        newcomers,
        passwords: details.passwords,
    };
    Ok((provider, secret.unwrap_or_default()))
}

/// OpenID Connect Discovery, section 3: no query, no fragment.
fn is_issuer(text: &str) -> bool {
    let plain = text.len() <= 500 && text.chars().all(|c| c.is_ascii_graphic());
    plain && Url::parse(text).is_ok_and(|url| is_protected(&url) && url.query().is_none() && url.fragment().is_none())
}

/// `example.com`: what stands behind the @ of an address.
fn is_domain(text: &str) -> bool {
    crate::http::form::is_email(&format!("a@{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_address_without_query_over_tls() {
        for good in ["https://accounts.google.com", "https://id.lumen.example/realms/desk", "http://localhost:4000"] {
            assert!(is_issuer(good), "{good}");
        }
        for bad in ["id.lumen.example", "http://id.lumen.example", "https://id.example/?a", "https://id.example/#a", ""]
        {
            assert!(!is_issuer(bad), "{bad}");
        }
        assert!(is_domain("lumen.example") && !is_domain("lumen") && !is_domain("a@b.c") && !is_domain(""));
    }
}
