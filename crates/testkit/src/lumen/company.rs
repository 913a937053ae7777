//! The company itself: founded with its people, groups, widgets and words, whose ids stories need.

use super::{
    Secrets,
    hours::hours,
    people::{GROUPS, PEOPLE, Queue, Who},
    rules::rules,
    sites::{Site, details},
    words::{AWAY_REASONS, Label, Outcome, RESULTS, TAGS, TEMPLATES},
};
use crate::Telling;
use anyhow::Context as _;
use desk::{
    AwayReasonId, EntrySet, GroupId, OperatorId, ResultId, Status, TagId, TemplateId, Timestamp, WidgetId,
    away::Choice,
    limits::{Overflow, Seconds},
};
use jiff::SignedDuration;
use serde_json::json;
use std::ops::Index;
use store::{AwayReason, Group, IdentifySecret, Operator, ResultRow, Tag, Template, Widget};

/// Since when who is away is away, in seconds.
const AWAY_FOR: i64 = 11 * 60;

/// The ids that stories need, and the moment they are told for.
pub struct Lumen {
    now: Timestamp,
    people: Vec<OperatorId>,
    groups: Vec<GroupId>,
    tags: Vec<TagId>,
    results: Vec<ResultId>,
    away: Vec<AwayReasonId>,
}

impl Lumen {
    /// Founds the company; a group, a widget and words that are there already become its first ones.
    pub(super) async fn found(desk: &mut Telling<'_>, secrets: Secrets<'_>, now: Timestamp) -> anyhow::Result<Self> {
        let mut company = desk.conn.company().await?;
        company.name = "Lumen".into();
        company.chat_limit = 5;
        desk.conn.save_company(&company).await?;
        // As long as anybody can remember.
        let founded = now - SignedDuration::from_hours(400 * 24);
        let groups = groups(desk, founded).await?;
        for (queue, schedule) in hours(now) {
            desk.conn.save_schedule(groups[queue as usize], &schedule).await?;
        }
        let mut lumen =
            Self { now, people: Vec::new(), groups, tags: Vec::new(), results: Vec::new(), away: Vec::new() };
        lumen.think_of_breaks(desk, founded).await?;
        lumen.hire(desk, secrets.password_hash, founded).await?;
        lumen.put_up_widgets(desk, founded).await?;
        lumen.agree_on_words(desk, founded).await?;
        lumen.write_templates(desk, founded).await?;
        let (id, created_at) = (desk.ids.at(founded), lumen.ago(30 * 24 * 3_600));
        let sealed = (secrets.signed_with)(id).context("what the site signs with cannot be sealed")?;
        let secret = IdentifySecret { id, sealed, created_at, used_at: Some(lumen.ago(11 * 60)) };
        desk.conn.add_identify_secret(&secret).await?;
        desk.conn.raise_directory_version().await?;
        Ok(lumen)
    }

    /// So many seconds ago.
    pub(super) fn ago(&self, seconds: i64) -> Timestamp {
        self.now - SignedDuration::from_secs(seconds)
    }

    async fn think_of_breaks(&mut self, desk: &mut Telling<'_>, founded: Timestamp) -> anyhow::Result<()> {
        for (en, cs, paid) in AWAY_REASONS {
            let id = AwayReasonId(desk.ids.at(founded));
            let names = [("en", en), ("cs", cs)].map(|(language, name)| (language.to_owned(), name.to_owned()));
            let reason = AwayReason { id, names: names.into(), paid, removed_at: None };
            desk.conn.save_away_reason(&reason, founded).await?;
            self.away.push(id);
        }
        Ok(())
    }

    async fn hire(&mut self, desk: &mut Telling<'_>, hash: &str, founded: Timestamp) -> anyhow::Result<()> {
        for person in &PEOPLE {
            let id = OperatorId(desk.ids.at(founded));
            let operator = Operator {
                id,
                name: person.name.into(),
                public_name: person.public_name.map(Into::into),
                photo: None,
                email: person.email.into(),
                role: person.role,
                permissions: person.allowed.iter().copied().collect(),
                chat_limit: person.limit,
                barred: EntrySet::NONE,
                invited: false,
                deactivated_at: None,
            };
            desk.conn.insert_operator(&operator, hash, founded).await?;
            let serves: Vec<GroupId> = person.serves.iter().map(|queue| self[*queue]).collect();
            desk.conn.set_groups_of(id, &serves).await?;
            let reason = (person.status == Status::Away).then(|| self.away[0]);
            desk.conn.choose(id, Choice::of(person.status, reason), self.ago(AWAY_FOR)).await?;
            desk.conn.set_seen(id, self.ago(person.gone_for.unwrap_or_default())).await?;
            self.people.push(id);
        }
        Ok(())
    }

    async fn put_up_widgets(&self, desk: &mut Telling<'_>, founded: Timestamp) -> anyhow::Result<()> {
        for site in Site::ALL {
            let (id, name, origin) = site.widget();
            // The first one stands on the demo page of whatever server this is.
            let origins = if site == Site::Main { json!([]) } else { json!([origin]) };
            let widget = Widget {
                id: WidgetId(id.into()),
                name: name.into(),
                group: self[site.queue()],
                details: details(&origins, &rules(site, self)),
                removed_at: None,
            };
            desk.conn.save_widget(&widget, founded).await?;
        }
        Ok(())
    }

    async fn agree_on_words(&mut self, desk: &mut Telling<'_>, founded: Timestamp) -> anyhow::Result<()> {
        let (tags, results) = (desk.conn.tags().await?, desk.conn.results().await?);
        for (name, colour) in TAGS {
            let known = tags.iter().find(|tag| tag.name == name).map(|tag| tag.id);
            let id = known.unwrap_or_else(|| TagId(desk.ids.at(founded)));
            desk.conn.save_tag(&Tag { id, name: name.into(), colour, removed_at: None }, founded).await?;
            self.tags.push(id);
        }
        for name in RESULTS {
            let known = results.iter().find(|result| result.name == name).map(|result| result.id);
            let id = known.unwrap_or_else(|| ResultId(desk.ids.at(founded)));
            desk.conn.save_result(&ResultRow { id, name: name.into(), removed_at: None }, founded).await?;
            self.results.push(id);
        }
        Ok(())
    }

    async fn write_templates(&self, desk: &mut Telling<'_>, founded: Timestamp) -> anyhow::Result<()> {
        for (n, [shortcut, title, folder, language, text]) in TEMPLATES.into_iter().enumerate() {
            let template = Template {
                id: TemplateId(desk.ids.at(founded)),
                owner: (n + 1 == TEMPLATES.len()).then(|| self[Who::Klara]),
                shortcut: shortcut.into(),
                title: title.into(),
                folder: folder.into(),
                language: Some(language.into()),
                text: text.into(),
                used: 0,
            };
            desk.conn.save_template(&template, founded).await?;
        }
        Ok(())
    }
}

/// Who waits too long for a complaint to be taken is offered to support.
async fn groups(desk: &mut Telling<'_>, founded: Timestamp) -> anyhow::Result<Vec<GroupId>> {
    let mut made: Vec<GroupId> = desk.conn.groups().await?.iter().take(1).map(|group| group.id).collect();
    while made.len() < GROUPS.len() {
        made.push(GroupId(desk.ids.at(founded)));
    }
    for (id, name) in made.iter().zip(GROUPS) {
        let overflow =
            (name == GROUPS[Queue::Complaints as usize]).then_some(Overflow { to: made[0], after: Seconds(900) });
        let group = Group {
            id: *id,
            name: name.into(),
            chat_limit: None,
            accept_seconds: 600,
            service_level_seconds: 180,
            offering: desk::offering::Offering::Everyone,
            overflow,
            queue_limit: (name == GROUPS[Queue::Complaints as usize]).then_some(25),
            wrap_up: (name == GROUPS[Queue::Billing as usize]).then_some(Seconds(30)),
            removed_at: None,
        };
        desk.conn.save_group(&group, founded).await?;
    }
    Ok(made)
}

impl Index<Who> for Lumen {
    type Output = OperatorId;

    fn index(&self, who: Who) -> &OperatorId {
        &self.people[who as usize]
    }
}

impl Index<Queue> for Lumen {
    type Output = GroupId;

    fn index(&self, queue: Queue) -> &GroupId {
        &self.groups[queue as usize]
    }
}

impl Index<Label> for Lumen {
    type Output = TagId;

    fn index(&self, label: Label) -> &TagId {
        &self.tags[label as usize]
    }
}

impl Index<Outcome> for Lumen {
    type Output = ResultId;

    fn index(&self, outcome: Outcome) -> &ResultId {
        &self.results[outcome as usize]
    }
}
