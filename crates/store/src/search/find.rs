//! Finds: first by terms what comes into question and may be seen, newest first, then by the texts themselves.

use super::{
    blocks,
    filter::{Bound, Filter},
    query::{Marks, Query},
    terms::{Expression, Term},
    texts::{Said, Texts, What},
};
use crate::{Conn, Error, Tag, conn::on, conversations::Shown};
use desk::{ClientId, ConversationId, OperatorId};
use sqlx::AssertSqlSafe;
use std::collections::HashSet;
use uuid::Uuid;

/// So many are looked at closely for one page. More words lead further than more pages.
const MOST_LOOKED_AT: usize = 400;

/// What to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Conversations in which it is said, or whose client, tags or parameters say it.
    Conversations,
    /// Clients with such a name, number or address; each with the newest conversation.
    Clients,
    /// Files with such a name.
    Files,
}

/// Who looks.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    /// The operator.
    pub operator: OperatorId,
    /// Whether he or she sees everything.
    pub all: bool,
    /// Whether waiting conversations may be looked at.
    pub waiting: bool,
}

/// Something found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The conversation.
    pub shown: Shown,
    /// What says it best; of files: each that does.
    pub said: Vec<Said>,
}

/// A page of what was found, newest first.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The conversations.
    pub hits: Vec<Hit>,
    /// Where the next page begins, if there may be one.
    pub next: Option<i64>,
}

/// What says it of a conversation, if it is really said there.
fn said(query: &Query, kind: Kind, texts: &Texts) -> Vec<Said> {
    let marks = |said: &Said| match said.what {
        What::Phone | What::Number => query.marks_number(&said.text),
        _ => query.marks(&said.text),
    };
    let is_client = |said: &Said| matches!(said.what, What::Name | What::Email | What::Phone);
    if kind == Kind::Files {
        let files = texts.said.iter().filter(|said| said.what == What::File && marks(said).all());
        return files.cloned().collect();
    }
    let (mut said, mut best): (Vec<bool>, Option<(usize, &Said)>) = (vec![false; query.len()], None);
    for text in texts.said.iter().filter(|said| kind == Kind::Conversations || is_client(said)) {
        let marks: Marks = marks(text);
        said.iter_mut().zip(&marks.said).for_each(|(said, here)| *said |= here);
        // Of two that say as much the newer one, which comes first.
        if marks.count() > best.map_or(0, |(count, _)| count) {
            best = Some((marks.count(), text));
        }
    }
    match best {
        Some((_, best)) if said.iter().all(|said| *said) => vec![best.clone()],
        _ => vec![],
    }
}

fn by_terms(query: &Query, kind: Kind, tags: &[Tag]) -> Expression {
    let is_short = |word: &str| word.chars().nth(1).is_none();
    query.expression(|word, open| {
        if open && is_short(word) {
            return None;
        }
        Some(match kind {
            Kind::Clients => Expression::Term(Term::client(word)),
            Kind::Files => Expression::Term(Term::file(word)),
            Kind::Conversations => {
                let said = if open { Term::beginning(word) } else { Term::word(word) };
                let named = |tag: &&Tag| {
                    super::words::folded(&tag.name).iter().any(|of| *of == word || open && of.starts_with(word))
                };
                let tags = tags.iter().filter(named).map(|tag| Term::tagged(tag.id));
                Expression::Any(std::iter::once(said).chain(tags).map(Expression::Term).collect())
            }
        })
    })
}

/// What operator `$1` may open of the conversations `c`.
fn may_open(viewer: Viewer, clients: usize) -> String {
    let waiting = if viewer.waiting { "" } else { " and c.state <> 'waiting'" };
    if viewer.all {
        return format!("$1 is not null{waiting}");
    }
    let as_guest =
        "exists (select 1 from colleague k where k.conversation_id = c.id and k.operator_id = $1 and k.part = 'guest')";
    let in_group = "in (select m.group_id from membership m where m.operator_id = $1)";
    let clients: Vec<String> = (5..5 + clients).map(|n| format!("${n}")).collect();
    let served = match &clients[..] {
        [] => String::new(),
        clients => format!(" or (c.state = 'ended' and c.client_id in ({}))", clients.join(", ")),
    };
    format!(
        "(c.state = 'waiting' and (c.target_operator = $1 or c.target_group {in_group}) \
         or c.state <> 'waiting' and (c.operator_id = $1 or {as_guest}) \
         or c.state = 'active' and exists (select 1 from colleague k where k.conversation_id = c.id \
         and k.part = 'invited' and (k.operator_id = $1 or k.group_id {in_group})){served}){waiting}"
    )
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// The words; without any, everything the filter lets through.
    pub query: Option<&'a Query>,
    /// What kind of thing.
    pub kind: Kind,
    /// Of which conversations.
    pub filter: Filter,
    /// Who asks.
    pub viewer: Viewer,
}

/// The same, as the database is asked.
struct Candidates {
    viewer: Viewer,
    clients: Vec<ClientId>,
    wanted: Expression,
    filter: Filter,
}

impl Conn<'_> {
    /// Finds what an operator may open, newest first, after a place.
    pub async fn find(&mut self, wish: &Wish<'_>, after: Option<i64>, limit: usize) -> Result<Found, Error> {
        let candidates = self.asked(wish).await?;
        let (mut found, mut looked_at, mut after) = (Found::default(), 0, after);
        let mut persons = HashSet::new();
        loop {
            // As many as are missing, and one more to know whether there are more.
            let want = (limit - found.hits.len() + 1).max(8);
            let page = self.come_into_question(&candidates, after, want).await?;
            let ids: Vec<ConversationId> = page.iter().map(|(_, id)| *id).collect();
            let mut hits = self.look_at(wish, &ids).await?;
            for (place, id) in &page {
                if found.hits.len() == limit {
                    found.next = after;
                    return Ok(found);
                }
                after = Some(*place);
                let Some(at) = hits.iter().position(|hit| hit.shown.conversation.id == *id) else { continue };
                let hit = hits.swap_remove(at);
                if wish.kind != Kind::Clients || persons.insert(hit.shown.person) {
                    found.hits.push(hit);
                }
            }
            looked_at += page.len();
            if page.len() < want {
                return Ok(found);
            }
            if looked_at >= MOST_LOOKED_AT.max(limit) {
                found.next = after;
                return Ok(found);
            }
        }
    }

    async fn asked(&mut self, wish: &Wish<'_>) -> Result<Candidates, Error> {
        let viewer = wish.viewer;
        let mut wanted = wish.filter.terms();
        if let Some(query) = wish.query {
            let tags = if wish.kind == Kind::Conversations { self.tags().await? } else { vec![] };
            wanted.push(by_terms(query, wish.kind, &tags));
        }
        let clients = if viewer.all { vec![] } else { self.served_clients(viewer.operator).await? };
        if !viewer.all {
            let own = [Term::running(), Term::had_by(viewer.operator)].into_iter();
            let own = own.chain(clients.iter().map(|client| Term::of_client(*client)));
            wanted.push(Expression::Any(own.map(Expression::Term).collect()));
        }
        if wanted.is_empty() {
            wanted.push(Expression::Term(Term::any()));
        }
        Ok(Candidates { viewer, clients, wanted: Expression::All(wanted), filter: wish.filter.clone() })
    }

    /// Those that say what is asked for, in no order; without words all of them.
    async fn look_at(&mut self, wish: &Wish<'_>, ids: &[ConversationId]) -> Result<Vec<Hit>, Error> {
        let Some(query) = wish.query else {
            let shown = self.shown_all(ids).await?;
            return Ok(shown.into_iter().map(|shown| Hit { shown, said: vec![] }).collect());
        };
        let texts = self.texts(ids).await?.into_iter();
        let hits = texts.map(|texts| Hit { said: said(query, wish.kind, &texts), shown: texts.shown });
        Ok(hits.filter(|hit| !hit.said.is_empty()).collect())
    }

    /// The clients whom an operator talks with, each as whatever client the person is known.
    async fn served_clients(&mut self, operator: OperatorId) -> Result<Vec<ClientId>, Error> {
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select o.id from conversation c join client i on i.id = c.client_id join client o on o.person_id = i.person_id \
             where c.state = 'active' and c.operator_id = $1 order by o.id limit 50")
            .bind(operator.0).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| ClientId(id)).collect())
    }

    async fn come_into_question(
        &mut self,
        of: &Candidates,
        after: Option<i64>,
        limit: usize,
    ) -> Result<Vec<(i64, ConversationId)>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (from, to) = of.filter.places();
        let before = after.unwrap_or(i64::MAX).min(to);
        let (filter, _) = of.filter.conditions(5 + of.clients.len());
        let may_open = may_open(of.viewer, of.clients.len());
        if let Self::Sqlite(_) = self {
            let sql = format!(
                "select t.rowid, c.id from search_text t cross join search_doc d on d.place = t.rowid \
                 cross join conversation c on c.id = d.conversation_id \
                 where t.search_text match $2 and t.rowid >= $3 and t.rowid < $4 and {may_open}{filter} \
                 order by t.rowid desc limit {limit}"
            );
            return self.places(sql, of.wanted.fts5(), (from, before), of).await;
        }
        let newest: (Option<i64>,) =
            on!(self, conn => sqlx::query_as("select max(place) from search_doc").fetch_one(conn).await)?;
        let Some(newest) = newest.0 else { return Ok(vec![]) };
        let before = before.min(newest + 1);
        let sql = format!(
            "select t.place, c.id from search_text t join search_doc d on d.place = t.place \
             join conversation c on c.id = d.conversation_id \
             where t.terms @@ ($2::text)::tsquery and t.place >= $3 and t.place < $4 and {may_open}{filter} \
             order by t.place desc limit {limit}"
        );
        for bits in blocks::BITS {
            let block = (before - 1) >> bits;
            let here = [block, block - 1].map(|block| Expression::Term(Term::in_block(bits, block)));
            let wanted = Expression::All(vec![of.wanted.clone(), Expression::Any(here.into())]).tsquery();
            let found = self.places(sql.clone(), wanted, (from, before), of).await?;
            if i64::try_from(found.len()).is_ok_and(|found| found == limit) || (block - 1) << bits <= from {
                return Ok(found);
            }
        }
        self.places(sql, of.wanted.tsquery(), (from, before), of).await
    }

    async fn places(
        &mut self,
        sql: String,
        wanted: String,
        (from, before): (i64, i64),
        of: &Candidates,
    ) -> Result<Vec<(i64, ConversationId)>, Error> {
        let (_, bound) = of.filter.conditions(0);
        let rows: Vec<(i64, Uuid)> = on!(self, conn => {
            let query = sqlx::query_as(AssertSqlSafe(sql)).bind(of.viewer.operator.0).bind(wanted).bind(from).bind(before);
            let query = of.clients.iter().fold(query, |query, client| query.bind(client.0));
            let query = bound.into_iter().fold(query, |query, value| match value {
                Bound::Id(id) => query.bind(id),
                Bound::Text(text) => query.bind(text),
                Bound::Int(number) => query.bind(number),
            });
            query.fetch_all(conn).await
        })?;
        Ok(rows.into_iter().map(|(place, id)| (place, ConversationId(id))).collect())
    }
}
