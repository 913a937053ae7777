//! The made-up company: people, groups, words.

use desk::{
    Graces, GroupId, OperatorId, ResultId, Role, TagId, TemplateId, Timestamp,
    limits::{Overflow, Seconds},
};
use store::{Conn, Group, Operator, Tag, Template};
use uuid::Uuid;

/// Whoever looks at the demo is Klára, an administrator who also talks with clients.
pub const KLARA_EMAIL: &str = "klara@lumen.example";

/// A day: nobody of the demo is ever taken for gone while somebody looks at it.
const PATIENT: Seconds = Seconds(86_400);

/// Name, e-mail, role, groups (by number), own chat limit.
type Person = (&'static str, &'static str, Role, &'static [usize], Option<u32>);

const PEOPLE: [Person; 7] = [
    ("Klára Nováková", KLARA_EMAIL, Role::Administrator, &[0, 1, 2], Some(5)),
    ("Petr Šimek", "petr@lumen.example", Role::Operator, &[0, 1], Some(3)),
    ("Alena Veselá", "alena@lumen.example", Role::Supervisor, &[0, 2], None),
    ("Jakub Říha", "jakub@lumen.example", Role::Operator, &[2], Some(3)),
    ("Martina Pokorná", "martina@lumen.example", Role::Operator, &[1], None),
    ("David Urban", "david@lumen.example", Role::Operator, &[0, 3], None),
    ("Lenka Marková", "lenka@lumen.example", Role::Operator, &[3], Some(2)),
];

/// Shortcut, title, folder, language, text.
const TEMPLATES: [[&str; 5]; 7] = [
    ["hello", "Greeting", "", "en", "Hello {{client.name}}, this is {{operator.name}} of {{company}}. How can I help?"],
    [
        "dobry-den",
        "Pozdrav",
        "",
        "cs",
        "Dobrý den, {{client.name}}, tady {{operator.name}}, {{company}}. S čím mohu pomoct?",
    ],
    [
        "transfer",
        "Transfer of supply: what is needed",
        "Moving",
        "en",
        "For the transfer we need your contract, the meter reading on the day you move and the EAN code of the new place.",
    ],
    [
        "prepis",
        "Přepis: co je potřeba",
        "Stěhování",
        "cs",
        "K přepisu potřebujeme smlouvu, stav elektroměru v den stěhování a EAN kód nového místa.",
    ],
    [
        "advance",
        "Change of the advance",
        "Billing",
        "en",
        "I have changed your advance from next month on. You will find it in My Lumen, {{client.name}}.",
    ],
    ["zaloha", "Změna zálohy", "Vyúčtování", "cs", "Zálohu jsem upravila od příštího měsíce. Najdete ji v Můj Lumen."],
    [
        "outage",
        "Outage: checked",
        "Faults",
        "en",
        "I have checked your address: our technicians are on their way, power should be back within two hours.",
    ],
];

/// The ids that stories need.
pub struct Company {
    /// Everybody, in the order of the company's list; Klára first.
    pub people: Vec<OperatorId>,
    /// Groups: support, billing, faults, solar.
    pub groups: Vec<GroupId>,
    /// Tags.
    pub tags: Vec<TagId>,
    /// Results.
    pub results: Vec<ResultId>,
}

impl Company {
    /// Makes it in a database that was just seeded with its first group and widget.
    pub async fn make(conn: &mut Conn<'_>, hash: &str, now: Timestamp) -> Result<Self, store::Error> {
        let mut company = conn.company().await?;
        company.name = "Lumen".into();
        company.graces =
            Graces { client_away: PATIENT, client_waiting: PATIENT, client_active: PATIENT, operator: PATIENT };
        conn.save_company(&company).await?;
        let groups = groups(conn, now).await?;
        let mut people = Vec::new();
        for (name, email, role, serves, chat_limit) in PEOPLE {
            let id = OperatorId(Uuid::now_v7());
            let (name, email) = (name.to_owned(), email.to_owned());
            let operator = Operator { id, name, email, role, chat_limit, deactivated_at: None };
            conn.insert_operator(&operator, hash, now).await?;
            let serves: Vec<GroupId> = serves.iter().map(|n| groups[*n]).collect();
            conn.set_groups_of(id, &serves).await?;
            people.push(id);
        }
        for [shortcut, title, folder, language, text] in TEMPLATES.map(|row| row.map(str::to_owned)) {
            let id = TemplateId(Uuid::now_v7());
            let template =
                Template { id, owner: None, shortcut, title, folder, language: Some(language), text, used: 0 };
            conn.save_template(&template, now).await?;
        }
        for (name, colour) in [("Transfer", 1), ("Solar", 4), ("Billing", 5)] {
            conn.save_tag(&Tag { id: TagId(Uuid::now_v7()), name: name.into(), colour, removed_at: None }, now).await?;
        }
        let tags = conn.tags().await?.into_iter().map(|tag| tag.id).collect();
        let results = conn.results().await?.into_iter().map(|result| result.id).collect();
        conn.raise_directory_version().await?;
        Ok(Self { people, groups, tags, results })
    }
}

/// The group that is there, and three more; whoever is left waiting for faults is offered to support.
async fn groups(conn: &mut Conn<'_>, now: Timestamp) -> Result<Vec<GroupId>, store::Error> {
    let support = conn.groups().await?.first().cloned();
    let first = support.as_ref().map_or_else(|| GroupId(Uuid::now_v7()), |group| group.id);
    let mut made = vec![first];
    for name in ["Billing", "Faults", "Solar"] {
        let id = GroupId(Uuid::now_v7());
        let overflow = (name == "Faults").then_some(Overflow { to: first, after: Seconds(600) });
        let group = Group {
            id,
            name: name.into(),
            chat_limit: None,
            accept_seconds: 60,
            service_level_seconds: 90,
            overflow,
            removed_at: None,
        };
        conn.save_group(&group, now).await?;
        made.push(id);
    }
    Ok(made)
}
