//! Upgrading: a database of every earlier schema, with rows in it, is brought up to date, and everything in it can be read.
//!
//! `upgrades/NNNN.sql` holds what a desk of that release wrote beside what was there before. In it `#c1` stands for the id that
//! ends with c1, `##c1` for the same within JSON. A migration without such a file fails here.

use crate::{
    both::{Database, both},
    people::id,
};
use desk::{ClientId, ConversationId, EntrySet, FileId, GroupId, OperatorId, Stage, WidgetId, offering::Offering};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, migrate::Migrator};
use std::{collections::BTreeSet, path::Path};
use store::{
    AuditFilter, Listed, MailState, OfflineWanted, Store,
    search::{Filter, Kind, Query, Viewer, Wish},
};

both![every_earlier_schema_is_brought_up_to_date, what_came_through_messengers_is_indexed_once_more];

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");
const EVERYTHING: AuditFilter =
    AuditFilter { operator: None, area: None, from: None, until: None, after: None, limit: 9 };
const ANNA: OperatorId = OperatorId(id(0x01));
const BEN: OperatorId = OperatorId(id(0x02));
const JAN: ClientId = ClientId(id(0xc1));
const OVER: ConversationId = ConversationId(id(0xd1));
const WAITING: ConversationId = ConversationId(id(0xd2));
const TALKED: ConversationId = ConversationId(id(0xd3));

async fn every_earlier_schema_is_brought_up_to_date(db: Database) {
    for migration in MIGRATIONS.iter() {
        let schema = migration.version;
        let url = db.emptied(schema).await;
        make(&url, schema).await;
        let store = Store::open(&url).await.unwrap_or_else(|why| panic!("schema {schema}: {why}"));
        everything_is_there(&store, schema).await;
        store.close().await;
    }
}

/// 0035: a conversation of a messenger was indexed without what is found of it now.
async fn what_came_through_messengers_is_indexed_once_more(db: Database) {
    let url = db.emptied("0035").await;
    make(&url, 33).await;
    let indexed = "update conversation set channel_id = #e1 where id = #d1; delete from search_due; \
                   insert into search_doc (place, conversation_id, seq, indexed_at) values (1, #d1, 4, 1), (2, #d2, 1, 1)";
    tell(&url, &[(33, indexed.to_owned())]).await;
    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.to_index().await.unwrap(), 1, "the one that is over");
    store.close().await;
}

/// Only those that brought something need a story; which, the files say.
#[test]
fn every_migration_has_its_rows() {
    let told: BTreeSet<i64> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().strip_suffix(".sql").unwrap().parse().unwrap())
        .collect();
    let known: BTreeSet<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
    assert_eq!(told, known, "tests/store/upgrades has a file for each migration");
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/upgrades")
}

/// What stood in the database when that was the newest schema.
async fn make(url: &str, schema: i64) {
    let mut told = vec![];
    for migration in MIGRATIONS.iter().filter(|migration| migration.version <= schema) {
        let sql = std::fs::read_to_string(folder().join(format!("{:04}.sql", migration.version))).unwrap();
        told.push((migration.version, sql));
    }
    tell(url, &told).await;
}

/// Brings the database to each of these schemas, and says there what belongs to it.
async fn tell(url: &str, told: &[(i64, String)]) {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        for (version, sql) in told {
            MIGRATIONS.run_to(*version, &mut conn).await.unwrap();
            let sql = with_ids(sql, |id| format!("x'{:032x}'", id));
            conn.execute(AssertSqlSafe(sql)).await.unwrap_or_else(|why| panic!("{version}: {why}"));
        }
        conn.close().await.unwrap();
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        for (version, sql) in told {
            MIGRATIONS.run_to(*version, &mut conn).await.unwrap();
            let sql = with_ids(sql, |n| format!("'{}'", id(n)));
            conn.execute(AssertSqlSafe(sql)).await.unwrap_or_else(|why| panic!("{version}: {why}"));
        }
        conn.close().await.unwrap();
    }
}

fn with_ids(sql: &str, said: impl Fn(u128) -> String) -> String {
    let mut made = String::new();
    let mut rest = sql;
    while let Some(at) = rest.find('#') {
        made.push_str(&rest[..at]);
        rest = &rest[at..];
        let plain = rest.starts_with("##");
        rest = rest.trim_start_matches('#');
        let n = u128::from_str_radix(&rest[..2], 16).unwrap();
        made.push_str(&if plain { id(n).to_string() } else { said(n) });
        rest = &rest[2..];
    }
    made + rest
}

async fn everything_is_there(store: &Store, schema: i64) {
    let since = |version: i64| usize::from(schema >= version);
    // Anew: of a database whose words were in its own table they would be missing here.
    store.index_anew().await.unwrap();
    while store.index_some(50, 50, jiff::Timestamp::now()).await.unwrap() > 0 {}
    let mut read = store.read().await.unwrap();
    let mut conn = read.conn();

    let company = conn.company().await.unwrap();
    assert_eq!((company.name.as_str(), company.chat_limit, company.previews), ("Lumen", 3, true));
    assert_eq!(conn.operators().await.unwrap().len(), 2);
    let now = conn.operators_now().await.unwrap();
    assert_eq!((now.len(), now.iter().filter(|it| it.away_reason.is_some()).count()), (2, since(22)));
    assert_eq!(conn.operators().await.unwrap().iter().filter(|it| !it.permissions.is_empty()).count(), since(20));
    let people = conn.operators().await.unwrap();
    let known = people.iter().find(|it| it.id == ANNA).unwrap();
    assert_eq!(known.public_name(), if schema >= 26 { "Anička" } else { known.name.as_str() });
    let photo = conn.photo(known.photo.as_deref().unwrap_or_default()).await.unwrap();
    assert_eq!(photo.as_deref(), (schema >= 26).then_some(&b"jpeg"[..]));
    assert_eq!(people.iter().filter(|it| it.barred != EntrySet::NONE).count(), since(27));
    assert_eq!(now.iter().filter(|it| it.off != EntrySet::NONE).count(), since(27));
    let groups = conn.groups().await.unwrap();
    assert_eq!(groups.len(), 1 + since(3));
    assert_eq!(groups.iter().filter(|group| group.overflow.is_some()).count(), since(3));
    assert_eq!(groups.iter().filter(|group| group.queue_limit == Some(3)).count(), since(9));
    assert_eq!(groups.iter().filter(|group| group.wrap_up.is_some()).count(), since(23));
    assert_eq!(groups.iter().filter(|group| group.offering != Offering::Everyone).count(), since(29));
    assert_eq!(conn.groups_of(ANNA).await.unwrap(), [GroupId(id(0x61))]);
    assert_eq!(conn.widgets().await.unwrap()[0].id, WidgetId("demo".into()));
    let consents = conn.consent_versions(&WidgetId("demo".into())).await.unwrap();
    assert_eq!(consents.iter().map(|it| it.number).collect::<Vec<_>>(), [2, 1][..2 * since(28)]);
    assert_eq!(conn.logo("c0ffee").await.unwrap().is_some(), schema >= 30);
    assert_eq!((conn.results().await.unwrap().len(), conn.tags().await.unwrap().len()), (1, 1));
    assert_eq!(conn.sign_ins_of(ANNA, jiff::Timestamp::UNIX_EPOCH).await.unwrap().len(), 1 + since(13));
    assert_eq!(conn.administrators().await.unwrap(), 1);

    assert_eq!(conn.parts_of(OVER, None).await.unwrap().len(), since(31) + since(40));
    let face = conn.client_photo("key-of-the-face").await.unwrap();
    assert_eq!(face.as_deref(), (schema >= 32).then_some(&b"jpeg"[..]));
    let over = conn.shown(OVER).await.unwrap().unwrap();
    assert_eq!((over.client.0.as_deref(), over.person), (Some("Jan Novák"), JAN));
    assert!(over.conversation.is_ended() && over.parameters["order"] == "A-17" && over.tags.len() == 1);
    assert_eq!(conn.events_after(OVER, 0, 99).await.unwrap().len(), 4);
    let talked = conn.shown(TALKED).await.unwrap().unwrap();
    assert!(matches!(talked.conversation.stage, Stage::Active { operator: ANNA, .. }));
    assert_eq!(talked.conversation.colleagues.guests, [BEN][..since(4)]);
    assert_eq!(talked.continues, Some(OVER));
    assert_eq!(conn.events_after(TALKED, 0, 99).await.unwrap().len(), 1 + since(2) + since(4));
    let waiting = conn.shown(WAITING).await.unwrap().unwrap();
    assert!(matches!(waiting.conversation.stage, Stage::Waiting { .. }));
    assert_eq!(conn.running().await.unwrap().len(), 2);
    assert_eq!(conn.list(Listed::Mine(ANNA)).await.unwrap().len(), 1);
    assert_eq!(conn.list(Listed::Queue(BEN)).await.unwrap().len(), 1);
    let ended = Listed::State { state: "ended", operator: ANNA, all: true, after: None, limit: 9 };
    assert_eq!(conn.list(ended).await.unwrap().len(), 1 + since(7) + since(24));
    assert_eq!(conn.erased_files(9).await.unwrap().len(), since(24));
    assert_eq!(conn.erased_at(ClientId(id(0xc9))).await.unwrap().is_some(), schema >= 24);
    assert_eq!(conn.past(JAN, TALKED, 9).await.unwrap().len(), 1);

    assert_eq!(conn.page_views(JAN, 9).await.unwrap().len(), 1);
    assert_eq!(conn.client_by_identity("widget", "token-1").await.unwrap(), Some(JAN));
    assert_eq!(conn.clients_of_person(JAN).await.unwrap().len(), 1 + since(8) + since(33));
    assert_eq!(conn.identities(JAN, 9).await.unwrap().len(), 1 + since(8));
    assert_eq!(conn.merges(JAN).await.unwrap().len(), since(8) + since(33));
    assert_eq!(conn.find_persons("novák", ClientId(id(0xc2)), ANNA, true, 9).await.unwrap().len(), 1);
    assert_eq!(conn.find_persons("603111222", ClientId(id(0xc2)), ANNA, true, 9).await.unwrap().len(), 1);
    assert_eq!(conn.files_of_client(JAN, 9).await.unwrap().len(), since(2));
    assert_eq!(conn.file(FileId(id(0xf1))).await.unwrap().is_some(), schema >= 2);
    assert_eq!(conn.templates(ANNA).await.unwrap().len(), since(2));
    assert_eq!(conn.draft(TALKED, ANNA).await.unwrap().reply.is_empty(), schema < 2);
    assert_eq!(conn.identify_secrets().await.unwrap().len(), since(6));
    assert_eq!(conn.schedules().await.unwrap().len(), since(9));
    assert_eq!(conn.routing_of(OVER).await.unwrap().is_some(), schema >= 10);
    assert_eq!(conn.mail_server().await.unwrap().is_some(), schema >= 11);
    assert_eq!(conn.mails(MailState::Unsent, None, 9).await.unwrap().len(), since(11));
    assert_eq!(conn.mails(MailState::Sent, None, 9).await.unwrap().len(), since(11));
    let requests = OfflineWanted { stage: None, seen_by: None, client: None, after: None, limit: 9 };
    assert_eq!(conn.offline_requests(requests).await.unwrap().len(), since(12));
    assert_eq!(conn.with_second_factor().await.unwrap().len(), since(13));
    assert_eq!(conn.recovery_codes_left(BEN).await.unwrap(), u32::from(schema >= 13));
    assert_eq!(conn.openid_links("https://id.example.org").await.unwrap().len(), since(25));
    assert_eq!(conn.openid().await.unwrap().is_some(), schema >= 25);
    assert_eq!(conn.audit(&EVERYTHING).await.unwrap().len(), since(14));
    assert_eq!(conn.bans_of_person(JAN, jiff::Timestamp::now()).await.unwrap().len(), since(17));
    assert_eq!(conn.api_tokens().await.unwrap().len(), since(18));
    let webhooks = conn.webhooks().await.unwrap();
    assert_eq!(webhooks.len(), since(19));
    for webhook in webhooks {
        assert_eq!(conn.deliveries(webhook.id, true, None, 9).await.unwrap().len(), 1);
    }

    for (said, found) in [("lampion", 1), ("novak", 2), ("uctenka", since(2))] {
        let query = Query::parse(said).unwrap();
        let viewer = Viewer { operator: ANNA, all: true, waiting: true };
        let wish = Wish { query: Some(&query), kind: Kind::Conversations, filter: Filter::default(), viewer };
        assert_eq!(conn.find(&wish, None, 9).await.unwrap().hits.len(), found, "schema {schema}: {said}");
    }
}
