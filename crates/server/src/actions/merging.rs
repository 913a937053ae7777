//! Two clients are said to be one person, or not to be after all.

use super::{
    Action,
    clients::{everywhere, running},
    serving::row,
};
use crate::{
    app::App,
    problem::Problem,
    shape,
    wire::conversation::{Conversation as WireConversation, MergeClients},
};
use desk::{
    Author, ClientId, ConversationId, Details, KnownAs, OperatorId,
    details::{Changed, Kept},
};
use std::sync::Arc;
use store::{Client, Merge};
use uuid::Uuid;

/// Who merges.
#[derive(Clone, Copy, Debug)]
pub struct Merger {
    /// Who.
    pub id: OperatorId,
    /// Whether he or she may know every client, or only those of the own groups.
    pub all: bool,
}

/// The clients of two persons, held until the end of the change, each with whom it is shown as.
struct Held(Vec<(Client, ClientId)>);

impl Held {
    async fn of(action: &mut Action, two: [ClientId; 2]) -> Result<Self, Problem> {
        Ok(Self(action.conn().persons_for_change(two).await?))
    }

    fn client(&self, id: ClientId) -> Option<&Client> {
        self.0.iter().map(|(client, _)| client).find(|client| client.id == id)
    }

    /// As whom a client is shown.
    fn person_of(&self, id: ClientId) -> Option<ClientId> {
        self.0.iter().find(|(client, _)| client.id == id).map(|(_, person)| *person)
    }

    /// A client who is shown as itself.
    fn person(&self, id: ClientId) -> Option<&Client> {
        self.client(id).filter(|_| self.person_of(id) == Some(id))
    }
}

/// An operator says that a conversation's client and another one are one person.
///
/// # Errors
/// `invalid` (with itself), `not-found` (nobody the operator may know), `merged-meanwhile`, `id-in-use`.
pub async fn merge(
    app: Arc<App>,
    by: Merger,
    conversation: ConversationId,
    merge: MergeClients,
) -> Result<WireConversation, Problem> {
    let (this, other) = (ClientId(merge.client), ClientId(merge.other));
    if this == other {
        return Err(Problem::invalid(&[("other", "malformed")]));
    }
    let mut action = Action::begin(&app).await?;
    let own = action.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?.conversation.client;
    let held = Held::of(&mut action, [this, other]).await?;
    if let Some(known) = action.conn().find_merge(merge.id).await? {
        let is_repeated = (known.survivor, known.merged, known.by) == (this, other, Some(by.id));
        return if is_repeated { row(action, conversation).await } else { Err(Problem::id_in_use()) };
    }
    let person = action.conn().person(other).await?.ok_or_else(Problem::not_found)?;
    if !action.conn().may_know(person.id, by.id, by.all).await? {
        return Err(Problem::not_found());
    }
    let (Some(survivor), Some(merged)) = (held.person(this), held.person(other)) else {
        return Err(merged_meanwhile());
    };
    if held.person_of(own) != Some(this) {
        return Err(merged_meanwhile());
    }
    let kept = Kept { name: merge.name, phone: merge.phone, email: merge.email };
    let after = survivor.details().kept(&merged.details(), kept);
    join(&mut action, &held, (survivor, merged), (merge.id, Some(by.id)), after).await?;
    finish(&app, action, conversation).await
}

/// Two clients are one person: an operator takes it so, or a messenger names both at once. Whoever is known longer stays; what is
/// not known of the one is taken from the other. Tells as whom both are shown.
///
/// # Errors
/// `unavailable` when somebody else merged or parted them meanwhile.
pub(super) async fn as_one(
    action: &mut Action,
    by: Option<OperatorId>,
    one: ClientId,
    other: ClientId,
) -> Result<ClientId, Problem> {
    let held = Held::of(action, [one, other]).await?;
    let persons = [one, other].map(|id| held.person_of(id).and_then(|person| held.person(person)));
    let [Some(one), Some(other)] = persons else { return Err(Problem::unavailable()) };
    if one.id == other.id {
        return Ok(one.id);
    }
    let known_longer = (one.first_seen_at, one.id) <= (other.first_seen_at, other.id);
    let (survivor, merged) = if known_longer { (one, other) } else { (other, one) };
    let after = survivor.details().or(&merged.details());
    join(action, &held, (survivor, merged), (Uuid::now_v7(), by), after).await?;
    Ok(survivor.id)
}

/// Two persons become one, and every talk that runs with either hears of it.
async fn join(
    action: &mut Action,
    held: &Held,
    (survivor, merged): (&Client, &Client),
    (id, by): (Uuid, Option<OperatorId>),
    after: Details,
) -> Result<(), Problem> {
    let (this, other, before) = (survivor.id, merged.id, survivor.details());
    action.conn().save_client(&survivor.clone().with(after.clone())).await?;
    let [as_one, first, second] = [(this, &after), (this, &before), (other, &merged.details())]
        .map(|(id, details)| KnownAs { id, details: details.clone() });
    let (changed, at) = (Changed { before, after }, action.now);
    let joined = Merge { id, survivor: this, merged: other, by, at, changed, undone_at: None };
    action.conn().merge(&joined).await?;
    let running = running(action, &[this]).await?;
    everywhere(action, &running, |talk, now| {
        let came = held.person_of(talk.client) == Some(other);
        let author = by.map_or(Author::System, Author::Operator);
        talk.client_merged(author, as_one.clone(), if came { first.clone() } else { second.clone() }, now)
    })
    .await
}

/// An operator says that two who were merged are not one person after all. Repeated, nothing happens again.
///
/// # Errors
/// `not-found`.
pub async fn part(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    merge: Uuid,
) -> Result<WireConversation, Problem> {
    let mut action = Action::begin(&app).await?;
    let own = action.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?.conversation.client;
    let two = action.conn().find_merge(merge).await?.ok_or_else(Problem::not_found)?;
    let held = Held::of(&mut action, [two.survivor, two.merged]).await?;
    // Now that both are held: it may have been undone meanwhile.
    let merge = action.conn().find_merge(merge).await?.ok_or_else(Problem::not_found)?;
    if held.client(own).is_none() {
        return Err(Problem::not_found());
    }
    if merge.undone_at.is_some() {
        return row(action, conversation).await;
    }
    let survivor = held.client(merge.survivor).ok_or_else(Problem::not_found)?.clone();
    let merged = held.client(merge.merged).ok_or_else(Problem::not_found)?;

    let mut details = survivor.details();
    let mut later = since(&mut action, &merge).await?;
    let mut changed: Vec<Changed> = later.iter().map(|merge| merge.changed.clone()).collect();
    details.give_back(merge.changed.clone(), &mut changed);
    for (merge, changed) in later.iter_mut().zip(changed) {
        if merge.changed != changed {
            action.conn().merge_changed(merge.id, &changed).await?;
        }
    }
    action.conn().save_client(&survivor.with(details)).await?;
    let now = action.now;
    action.conn().undo_merge(&merge, by, now).await?;

    let left = action.conn().person(merge.survivor).await?.ok_or_else(Problem::not_found)?;
    let [left, right] = [&left, merged].map(|client| KnownAs { id: client.id, details: client.details() });
    let of_merged: Vec<ClientId> =
        action.conn().clients_of_person(merge.merged).await?.iter().map(|client| client.id).collect();
    let running = running(&mut action, &[merge.survivor, merge.merged]).await?;
    everywhere(&mut action, &running, |talk, now| {
        let went = of_merged.contains(&talk.client);
        let (client, other) = if went { (&right, &left) } else { (&left, &right) };
        talk.client_parted(by, client.clone(), other.clone(), now)
    })
    .await?;
    finish(&app, action, conversation).await
}

/// The merges into the same client since, oldest first.
async fn since(action: &mut Action, merge: &Merge) -> Result<Vec<Merge>, Problem> {
    let mut later: Vec<Merge> = action.conn().merges(merge.survivor).await?.into_iter().map(|(it, _)| it).collect();
    later.retain(|it| it.survivor == merge.survivor && (it.at, it.id) > (merge.at, merge.id));
    later.reverse();
    Ok(later)
}

async fn finish(app: &Arc<App>, action: Action, conversation: ConversationId) -> Result<WireConversation, Problem> {
    action.commit().await?;
    // The conversation may be over: nothing happened in it then, but its client is another now.
    let shown = app.store.read().await?.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?;
    Ok(shape::row(&shown, &app.directory()))
}

fn merged_meanwhile() -> Problem {
    Problem::conflict("merged-meanwhile", "One of the two clients was merged or parted meanwhile")
}
