//! Who a client is: found by any name the messenger tells, made if there is none, one person if it tells several.

use super::Hearing;
use crate::{
    actions::{
        clients::{everywhere, running},
        entering::known_also,
        merging,
    },
    problem::Problem,
};
use channels::{Identity, Person};
use desk::{ClientId, event::Author};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use store::{ChannelClient, Client, Known};
use uuid::Uuid;

/// So long after somebody moved it may be told. Who is known by the new name for longer had it before, and it was given away since.
const TOLD_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Hearing<'_> {
    /// The client, held until the end, made if nobody is known so; by whatever else he or she is known from now on.
    pub(super) async fn client(&mut self, who: &Person) -> Result<(Client, bool), Problem> {
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for identity in &who.known {
            match self.action.conn().client_by_identity(identity.kind, &identity.value).await? {
                Some(id) if found.contains(&id) => {}
                Some(id) => found.push(id),
                None => unknown.push(identity),
            }
        }
        let now = self.action.now;
        let (mut client, is_new) = match self.as_one(&found, &who.known).await? {
            Some(id) => (self.action.conn().client_for_change(id).await?.ok_or_else(Problem::unavailable)?, false),
            None => {
                let id = ClientId(Uuid::now_v7());
                (Client { id, name: None, phone: None, email: None, first_seen_at: now }, true)
            }
        };
        let before = (client.name.clone(), client.phone.clone());
        if client.name.is_none() {
            client.name = who.name.as_deref().map(|it| it.chars().take(200).collect());
        }
        if client.phone.is_none() {
            client.phone.clone_from(&who.phone);
        }
        if is_new {
            self.action.conn().insert_client(&client).await?;
        } else if before != (client.name.clone(), client.phone.clone()) {
            self.action.conn().save_client(&client).await?;
        }
        for identity in unknown {
            known_also(&mut self.action, identity.kind, &identity.value, client.id).await?;
        }
        Ok((client, is_new))
    }

    /// The client of those whom the messenger named at once: they are one person, and from now on whatever comes from it comes
    /// to the one who talks, or talked last.
    async fn as_one(&mut self, named: &[ClientId], known: &[Identity]) -> Result<Option<ClientId>, Problem> {
        let (Some(first), [_, _, ..]) = (named.first(), named) else { return Ok(named.first().copied()) };
        for other in &named[1..] {
            merging::as_one(&mut self.action, None, *first, *other).await?;
        }
        let mut talks = Vec::new();
        for client in named {
            if let Some(talk) = self.last(*client).await? {
                talks.push((!talk.is_ended(), talk.id, *client));
            }
        }
        let one = talks.into_iter().max().map_or(*first, |(_, _, client)| client);
        for identity in known {
            self.action.conn().identity_moves(identity.kind, &identity.value, one).await?;
        }
        Ok(Some(one))
    }

    /// The client whom one of these names, if there is one.
    pub(super) async fn known_client(&mut self, who: &Person) -> Result<Option<ClientId>, Problem> {
        for identity in &who.known {
            if let Some(id) = self.action.conn().client_by_identity(identity.kind, &identity.value).await? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The client on this page or number, as it is reached from now on.
    pub(super) async fn known(&mut self, client: ClientId, who: &Person) -> Result<ChannelClient, Problem> {
        let channel = self.channel();
        let before = self.action.conn().channel_client(channel, client).await?;
        let mut known = before.unwrap_or_else(|| ChannelClient {
            known: Vec::new(),
            last_message: None,
            last_at: None,
            parameters: BTreeMap::new(),
            profile_at: None,
        });
        // What was told last comes first, and of each kind only the newest reaches anybody.
        let told = who.known.iter().map(|it| Known { kind: it.kind.to_owned(), value: it.value.clone() });
        let told: Vec<Known> = told.collect();
        known.known.retain(|old| !told.iter().any(|new| new.kind == old.kind));
        known.known.splice(0..0, told);
        Ok(known)
    }

    /// The client is known otherwise from now on. What is left may be given to somebody else, who is not this client then. Who is
    /// known by the new name already is the same person if he or she wrote just before this was told, else whoever had it before.
    pub(super) async fn moved(&mut self, who: &Person, to: &[Identity], phone: Option<String>) -> Result<(), Problem> {
        let Some(id) = self.known_client(who).await? else { return Ok(()) };
        if self.action.conn().client_for_change(id).await?.is_none() {
            return Ok(());
        }
        let successor = |kind: &str| to.iter().find(|new| new.kind == kind);
        let left: Vec<&Identity> =
            who.known.iter().filter(|old| !to.contains(old) && successor(old.kind).is_some()).collect();
        for old in &left {
            self.action.conn().forget_identity(old.kind, &old.value).await?;
        }
        let mut named = vec![id];
        for identity in to {
            match self.action.conn().client_by_identity(identity.kind, &identity.value).await? {
                None => known_also(&mut self.action, identity.kind, &identity.value, id).await?,
                Some(same) if named.contains(&same) => {}
                Some(other) if self.is_number(identity) && self.had_it_before(other, id).await? => {
                    self.taken_from(other, identity).await?;
                    known_also(&mut self.action, identity.kind, &identity.value, id).await?;
                }
                Some(other) => named.push(other),
            }
        }
        let one = self.as_one(&named, to).await?.unwrap_or(id);
        // On every page or number that reached him or her so.
        for (channel, client, mut it) in self.action.conn().channel_clients_of_person(id).await? {
            let reached = it.known.clone();
            for known in &mut it.known {
                if left.iter().any(|old| old.kind == known.kind && old.value == known.value)
                    && let Some(new) = successor(&known.kind)
                {
                    known.value.clone_from(&new.value);
                }
            }
            if it.known != reached {
                self.action.conn().save_channel_client(channel, client, &it).await?;
            }
        }
        let channel = self.channel();
        let mut reached = vec![id, one];
        reached.dedup();
        for client in reached {
            let known = self.known(client, &Person { known: to.to_vec(), ..Person::default() }).await?;
            self.action.conn().save_channel_client(channel, client, &known).await?;
        }
        let Some(phone) = phone else { return Ok(()) };
        // By a merge the client's details may be others now.
        let person = self.action.conn().person(id).await?.map_or(id, |person| person.id);
        let Some(mut client) = self.action.conn().client_for_change(person).await? else { return Ok(()) };
        if client.phone.as_ref() == Some(&phone) {
            return Ok(());
        }
        client.phone = Some(phone);
        self.action.conn().save_client(&client).await?;
        let talks = running(&mut self.action, &[person]).await?;
        everywhere(&mut self.action, &talks, |talk, now| {
            let Client { name, phone, email, .. } = client.clone();
            talk.client_changed(Author::System, name, phone, email, now)
        })
        .await
    }

    /// Numbers are given away again, ids of the messenger's are not.
    fn is_number(&self, name: &Identity) -> bool {
        self.ready.messenger.identity_of_phone(&format!("+{}", name.value)).as_ref() == Some(name)
    }

    /// Whether somebody else than this client was known by a name longer than the messenger can have kept a move to itself.
    async fn had_it_before(&mut self, other: ClientId, this: ClientId) -> Result<bool, Problem> {
        let mut conn = self.action.conn();
        let persons = (conn.person(other).await?.map(|it| it.id), conn.person(this).await?.map(|it| it.id));
        let known_since = conn.client(other).await?.map(|it| it.first_seen_at);
        Ok(persons.0 != persons.1 && known_since.is_some_and(|since| since + TOLD_WITHIN < self.at))
    }

    /// Somebody is known so no longer, and nothing that is meant for him or her goes there.
    async fn taken_from(&mut self, other: ClientId, name: &Identity) -> Result<(), Problem> {
        self.action.conn().forget_identity(name.kind, &name.value).await?;
        for (channel, client, mut it) in self.action.conn().channel_clients_of_person(other).await? {
            let reached = it.known.len();
            it.known.retain(|known| known.kind != name.kind || known.value != name.value);
            if it.known.len() != reached {
                self.action.conn().save_channel_client(channel, client, &it).await?;
            }
        }
        Ok(())
    }
}
