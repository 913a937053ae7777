//! What is written down: who did it, on what, and what changed. In the transaction of what it tells of, or not at all.

use super::{Action, undisturbed};
use crate::{
    app::App,
    directory::Directory,
    http::{ask::Operator, caller::Viewing},
    hub::Audience,
    problem::Problem,
    wire::audit::Act,
};
use desk::{OperatorId, Timestamp};
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use store::{AuditChange, AuditEntry, Conn, Shown};
use uuid::Uuid;

/// Longer texts are told by their beginning, in characters.
const LONGEST: usize = 300;
/// Who looks at the same again within this looks once.
const SAME_LOOK: Duration = Duration::from_secs(600);
/// More looks than this are not kept in mind.
const MOST_LOOKS: usize = 20_000;

/// Who does something that is written down.
#[derive(Clone, Debug)]
pub struct Doer {
    operator: Option<OperatorId>,
    name: String,
    address: Option<String>,
}

impl Doer {
    /// An operator, at this address.
    #[must_use]
    pub fn operator(app: &App, id: OperatorId, address: &str) -> Self {
        let name = app.directory().operator_name(id).name;
        Self { operator: Some(id), name, address: Some(address.to_owned()) }
    }

    /// Somebody who says to be called so and was not let in; an operator, if there is one of that name.
    #[must_use]
    pub fn stranger(email: &str, operator: Option<OperatorId>, address: &str) -> Self {
        let name = email.replace('\0', "").chars().take(254).collect();
        Self { operator, name, address: Some(address.to_owned()) }
    }

    /// A program, by what people call its token.
    #[must_use]
    pub fn token(name: &str, address: &str) -> Self {
        Self { operator: None, name: name.to_owned(), address: Some(address.to_owned()) }
    }

    /// Whoever may run commands on the server.
    #[must_use]
    pub fn command_line() -> Self {
        Self { operator: None, name: "hovorna".into(), address: None }
    }

    /// What is written down of an act that nothing more is told of.
    #[must_use]
    pub fn line(self, act: Act, at: Timestamp) -> AuditEntry {
        AuditEntry {
            id: Uuid::now_v7(),
            at,
            operator: self.operator,
            who: self.name,
            address: self.address,
            area: word(act.area()),
            act: word(act),
            subject_id: None,
            subject: None,
            changes: Vec::new(),
        }
    }

    /// By which name he or she is written down.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a program of the company's: neither an operator nor the command line.
    #[must_use]
    pub const fn is_program(&self) -> bool {
        self.operator.is_none() && self.address.is_some()
    }

    /// The operator, if it is one.
    #[must_use]
    pub const fn operator_id(&self) -> Option<OperatorId> {
        self.operator
    }
}

impl Operator {
    /// He or she, for what is written down.
    #[must_use]
    pub fn doer(&self, app: &App) -> Doer {
        Doer::operator(app, self.id, &self.address.to_string())
    }
}

/// What is written down of one act.
#[derive(Clone, Debug)]
pub struct Entry {
    act: Act,
    subject: Option<(String, String)>,
    changes: Vec<AuditChange>,
}

impl Entry {
    /// This was done.
    #[must_use]
    pub const fn of(act: Act) -> Self {
        Self { act, subject: None, changes: Vec::new() }
    }

    /// On what or whom.
    #[must_use]
    pub fn on(mut self, id: impl ToString, name: &str) -> Self {
        self.subject = Some((id.to_string(), name.to_owned()));
        self
    }

    /// What changed by it, told from what it was and what it is. Names stand instead of ids.
    #[must_use]
    pub fn changed(mut self, directory: &Directory, before: &impl Serialize, after: &impl Serialize) -> Self {
        let (before, after) = (parts(directory, before), parts(directory, after));
        let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let value = |parts: &BTreeMap<String, Value>, field: &str| parts.get(field).cloned().unwrap_or_default();
        let changes = fields.into_iter().map(|field| AuditChange {
            field: field.clone(),
            before: value(&before, field),
            after: value(&after, field),
        });
        self.changes.extend(changes.filter(|change| change.before != change.after));
        self
    }

    /// That something changed which is not told.
    #[must_use]
    pub fn secretly(mut self, field: &str) -> Self {
        self.changes.push(AuditChange { field: field.to_owned(), before: Value::Null, after: Value::Null });
        self
    }
}

/// The parts of a value, each by its path.
fn parts(directory: &Directory, value: &impl Serialize) -> BTreeMap<String, Value> {
    let mut parts = BTreeMap::new();
    take_apart(directory, String::new(), serde_json::to_value(value).unwrap_or_default(), &mut parts);
    parts
}

fn take_apart(directory: &Directory, path: String, value: Value, parts: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let path = if path.is_empty() { field } else { format!("{path}.{field}") };
                take_apart(directory, path, value, parts);
            }
        }
        // Nothing is not told: what appears has no before.
        Value::Null => {}
        other => {
            parts.insert(path, named(directory, other));
        }
    }
}

fn named(directory: &Directory, value: Value) -> Value {
    match value {
        Value::String(text) => match Uuid::parse_str(&text).ok().and_then(|id| directory.name_of(id)) {
            Some(name) => Value::String(name),
            None => Value::String(text.chars().take(LONGEST).collect()),
        },
        Value::Array(items) => Value::Array(items.into_iter().map(|item| named(directory, item)).collect()),
        other => other,
    }
}

/// The word of an act or an area, as it travels.
pub fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// A change that cannot be committed without saying what was done: acts of administration begin with it.
pub struct Deed {
    action: Action,
    by: Doer,
}

impl Deed {
    /// Begins a change by somebody.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn begin(app: &Arc<App>, by: Doer) -> Result<Self, Problem> {
        Ok(Self { action: Action::begin(app).await?, by })
    }

    /// Who does it.
    #[must_use]
    pub const fn by(&self) -> &Doer {
        &self.by
    }

    /// Makes it durable, with what is written down of it.
    ///
    /// # Errors
    /// `unavailable`, `id-in-use`: nothing of it happened.
    pub async fn commit(mut self, entry: Entry) -> Result<(), Problem> {
        self.action.note(&self.by, entry).await?;
        self.action.commit().await?;
        Ok(())
    }
}

/// Writes down that a list of conversations leaves the desk, and of which, before it does.
///
/// # Errors
/// `unavailable`.
pub async fn conversations_exported(app: Arc<App>, by: Doer, which: &impl Serialize) -> Result<(), Problem> {
    let entry = Entry::of(Act::ConversationsExported).changed(&app.directory(), &(), which);
    Deed::begin(&app, by).await?.commit(entry).await
}

impl Deref for Deed {
    type Target = Action;

    fn deref(&self) -> &Action {
        &self.action
    }
}

impl DerefMut for Deed {
    fn deref_mut(&mut self) -> &mut Action {
        &mut self.action
    }
}

impl Action {
    /// Writes down what is done with this change.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn note(&mut self, by: &Doer, entry: Entry) -> Result<(), Problem> {
        let (subject_id, subject) = entry.subject.unzip();
        let entry = AuditEntry {
            id: Uuid::now_v7(),
            at: self.now,
            operator: by.operator,
            who: by.name.clone(),
            address: by.address.clone(),
            area: word(entry.act.area()),
            act: word(entry.act),
            subject_id,
            subject,
            changes: entry.changes,
        };
        Ok(self.conn().add_audit(&entry).await?)
    }
}

/// Looks that were written down a moment ago: by whom, at what.
#[derive(Default)]
pub struct Looks {
    lately: Mutex<HashMap<(OperatorId, Uuid), Instant>>,
}

impl Looks {
    fn is_new(&self, look: (OperatorId, Uuid)) -> bool {
        let lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        lately.get(&look).is_none_or(|at| at.elapsed() >= SAME_LOOK)
    }

    fn remember(&self, look: (OperatorId, Uuid)) {
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        if lately.len() >= MOST_LOOKS {
            lately.retain(|_, at| at.elapsed() < SAME_LOOK);
        }
        if lately.len() >= MOST_LOOKS {
            lately.clear();
        }
        lately.insert(look, Instant::now());
    }
}

/// Whether a look of this operator, who may see it, is to be written down: it is none of his or her own, does not wait for
/// him or her, and is no earlier one of a client whom he or she serves now.
///
/// # Errors
/// `unavailable`.
pub async fn is_foreign(app: &App, conn: &mut Conn<'_>, by: &impl Viewing, shown: &Shown) -> Result<bool, Problem> {
    let (conversation, who) = (&shown.conversation, by.id());
    let included = Audience::of(conversation).includes(who, app.directory().groups_of(who));
    let new = !included && app.looks.is_new((who, conversation.id.0));
    Ok(new && !conn.serves_client(who, conversation.client).await?)
}

/// Writes down that somebody looks at a client whom he or she does not serve, before anything is shown: `act` says at what of
/// him or her, `id` which. The same look again is the same for a while.
///
/// # Errors
/// `unavailable`: then nothing is shown.
pub async fn looks(app: &Arc<App>, by: &impl Viewing, act: Act, id: Uuid, name: &str) -> Result<(), Problem> {
    let look = (by.id(), id);
    if !app.looks.is_new(look) {
        return Ok(());
    }
    let entry = Entry::of(act).on(id, name);
    let (app, by) = (Arc::clone(app), by.doer(app));
    undisturbed(async move {
        Deed::begin(&app, by).await?.commit(entry).await?;
        app.looks.remember(look);
        Ok(())
    })
    .await
}

/// The same of a conversation, by whoever may see it for whatever reason, unless it is one of his or her own.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn looks_at_conversation(app: &Arc<App>, by: &impl Viewing, shown: &Shown) -> Result<(), Problem> {
    let foreign = is_foreign(app, &mut app.store.read().await?.conn(), by, shown).await?;
    let name = shown.client.0.as_deref().unwrap_or_default();
    if foreign { looks(app, by, Act::ConversationSeen, shown.conversation.id.0, name).await } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changes(before: &Value, after: &Value) -> Vec<(String, Value, Value)> {
        let entry = Entry::of(Act::UserChanged).changed(&Directory::default(), before, after);
        entry.changes.into_iter().map(|change| (change.field, change.before, change.after)).collect()
    }

    #[test]
    fn only_what_changed_is_told_part_by_part() {
        let before = json!({"name": "Sales", "graces": {"operator": 120, "client": 5}, "overflow": null, "old": 1});
        let after = json!({"name": "Sales", "graces": {"operator": 60, "client": 5}, "overflow": {"after": 9}});
        let told = [
            ("graces.operator".to_owned(), json!(120), json!(60)),
            ("old".to_owned(), json!(1), Value::Null),
            ("overflow.after".to_owned(), Value::Null, json!(9)),
        ];
        assert_eq!(changes(&before, &after), told);
    }

    #[test]
    fn a_long_text_is_told_by_its_beginning() {
        let told = changes(&json!({}), &json!({"text": "ě".repeat(5_000)}));
        assert_eq!(told[0].2.as_str().unwrap().chars().count(), LONGEST);
    }

    #[test]
    fn a_look_is_new_once() {
        let (looks, look) = (Looks::default(), (OperatorId(Uuid::from_u128(1)), Uuid::from_u128(2)));
        assert!(looks.is_new(look));
        looks.remember(look);
        assert!(!looks.is_new(look));
    }
}
