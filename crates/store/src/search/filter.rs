//! Which conversations are listed: what is set must be so. Looked up by terms, decided by the row itself.

use super::{
    blocks,
    terms::{Expression, Term},
};
use crate::columns::ms;
use desk::{ChannelId, ClientId, Entry, GroupId, OperatorId, ResultId, TagId, Timestamp, WidgetId, rating::Stars};
use uuid::Uuid;

/// What conversations must be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// `waiting`, `active` or `ended`.
    pub state: Option<&'static str>,
    /// The way in.
    pub entry: Option<Entry>,
    /// The group it waits for, or falls back to.
    pub group: Option<GroupId>,
    /// Who talks with the client, or did at the end.
    pub operator: Option<OperatorId>,
    /// The widget it came through.
    pub widget: Option<WidgetId>,
    /// The page or number of an outside messenger it came through.
    pub channel: Option<ChannelId>,
    /// One of its tags.
    pub tag: Option<TagId>,
    /// What the operator picked at the end.
    pub result: Option<ResultId>,
    /// What the client thinks of it.
    pub rating: Option<Stars>,
    /// Whose: as whatever clients this person is known.
    pub clients: Option<Vec<ClientId>>,
    /// It came in at this moment or later.
    pub from: Option<Timestamp>,
    /// It came in before this moment.
    pub to: Option<Timestamp>,
}

/// A value of a condition.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Id(Uuid),
    Text(String),
    Int(i64),
}

impl Filter {
    /// Whether anything is asked for that is looked up by terms.
    pub(super) fn terms(&self) -> Vec<Expression> {
        let running = (self.state.is_some_and(|state| state != "ended")).then(Term::running);
        let one = [
            running,
            self.entry.map(Term::came_by),
            self.group.map(Term::in_group),
            self.operator.map(Term::with),
            self.widget.as_ref().map(Term::through),
            self.channel.map(Term::through_channel),
            self.tag.map(Term::tagged),
            self.result.map(Term::came_to),
            self.rating.map(Term::rated),
        ];
        let mut terms: Vec<Expression> = one.into_iter().flatten().map(Expression::Term).collect();
        if let Some(clients) = &self.clients {
            let clients = clients.iter().map(|client| Expression::Term(Term::of_client(*client)));
            terms.push(Expression::Any(clients.collect()));
        }
        terms
    }

    /// The same of the row `c`, from this parameter on.
    pub(super) fn conditions(&self, first: usize) -> (String, Vec<Bound>) {
        let (mut sql, mut bound) = (String::new(), Vec::new());
        let mut and = |condition: &str, value: Bound| {
            sql.push_str(" and ");
            sql.push_str(&condition.replace('?', &format!("${}", first + bound.len())));
            bound.push(value);
        };
        if let Some(state) = self.state {
            and("c.state = ?", Bound::Text(state.to_owned()));
        }
        if let Some(entry) = self.entry {
            and("c.entry = ?", Bound::Text(entry.as_str().to_owned()));
        }
        if let Some(group) = self.group {
            and("c.group_id = ?", Bound::Id(group.0));
        }
        if let Some(operator) = self.operator {
            and("c.operator_id = ?", Bound::Id(operator.0));
        }
        if let Some(widget) = &self.widget {
            and("c.widget_id = ?", Bound::Text(widget.0.clone()));
        }
        if let Some(channel) = self.channel {
            and("c.channel_id = ?", Bound::Id(channel.0));
        }
        if let Some(tag) = self.tag {
            and("cast(c.tags as text) like ?", Bound::Text(format!("%{}%", tag.0)));
        }
        if let Some(result) = self.result {
            and("c.result_id = ?", Bound::Id(result.0));
        }
        if let Some(stars) = self.rating {
            let of_row = "cast(c.glance -> 'rating' ->> 'stars' as integer) = ?";
            and(of_row, Bound::Int(i64::from(u8::from(stars))));
        }
        if let Some(from) = self.from {
            and("c.queued_at >= ?", Bound::Int(ms(from)));
        }
        if let Some(to) = self.to {
            and("c.queued_at < ?", Bound::Int(ms(to)));
        }
        (sql, bound)
    }

    /// Between which places it can be.
    pub(super) fn places(&self) -> (i64, i64) {
        let behind = |to| blocks::place(to).saturating_add(blocks::ASIDE);
        (self.from.map_or(0, blocks::place), self.to.map_or(i64::MAX, behind))
    }
}
