//! Who is at a desk before anything happens there: two groups, two operators, two clients and a widget.

use crate::both::Database;
use desk::{
    ClientId, Conversation, ConversationId, Entry, EntrySet, Event, GroupId, NewConversation, OperatorId, Role,
    Timestamp, WidgetId, conversation::Acceptor, offering::Offering,
};
use std::collections::BTreeMap;
use store::{Client, Conn, Group, Operator, Origin, Widget};
use uuid::Uuid;

pub const SUPPORT: GroupId = GroupId(id(0x61));
pub const SALES: GroupId = GroupId(id(0x62));
pub const ANNA: OperatorId = OperatorId(id(0x01));
pub const BEN: OperatorId = OperatorId(id(0x02));
pub const CLIENT: ClientId = ClientId(id(0xc1));
pub const STRANGER: ClientId = ClientId(id(0xc2));

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

/// Ids in the order of their numbers.
pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn widget() -> WidgetId {
    WidgetId("demo".into())
}

pub fn group(id: GroupId, name: &str) -> Group {
    Group {
        id,
        name: name.into(),
        chat_limit: None,
        accept_seconds: 30,
        service_level_seconds: 60,
        offering: Offering::Everyone,
        overflow: None,
        queue_limit: None,
        wrap_up: None,
        removed_at: None,
    }
}

pub fn operator(id: OperatorId, name: &str) -> Operator {
    let email = format!("{}@example.org", name.to_lowercase());
    Operator {
        id,
        name: name.into(),
        public_name: None,
        photo: None,
        email,
        role: Role::Operator,
        permissions: BTreeMap::new(),
        chat_limit: None,
        barred: EntrySet::NONE,
        invited: false,
        deactivated_at: None,
    }
}

pub fn client(id: ClientId) -> Client {
    Client { id, name: None, phone: None, email: None, first_seen_at: at(0) }
}

/// Puts them at the desk. Anna serves Support, Ben nobody.
pub async fn people(db: &Database) {
    db.change(async |mut conn| {
        conn.save_group(&group(SUPPORT, "Support"), at(0)).await.unwrap();
        conn.save_group(&group(SALES, "Sales"), at(0)).await.unwrap();
        conn.insert_operator(&operator(ANNA, "Anna"), "hash", at(0)).await.unwrap();
        conn.insert_operator(&operator(BEN, "Ben"), "hash", at(0)).await.unwrap();
        conn.add_member(ANNA, SUPPORT).await.unwrap();
        let details = serde_json::json!({});
        let demo = Widget { id: widget(), name: "Demo".into(), group: SUPPORT, details, removed_at: None };
        conn.save_widget(&demo, at(0)).await.unwrap();
        conn.insert_client(&client(CLIENT)).await.unwrap();
        conn.insert_client(&client(STRANGER)).await.unwrap();
    })
    .await;
}

/// What a client brings who comes in through the widget and waits for Support.
pub fn entering(n: u128) -> NewConversation {
    NewConversation {
        id: ConversationId(id(n)),
        client: CLIENT,
        entry: Entry::Chat,
        widget: Some(widget()),
        channel: None,
        group: SUPPORT,
        operator: None,
        accept_by: Some(at(90)),
        answers: vec![],
        continues: None,
    }
}

/// Stores a conversation as it has just started, without its first event.
pub async fn enter(conn: &mut Conn<'_>, new: NewConversation, second: i64) -> Conversation {
    let (conversation, _) = Conversation::start(new, at(second));
    conn.insert_conversation(&conversation, &Origin::default(), &BTreeMap::new(), None, None).await.unwrap();
    conversation
}

/// The operator takes it, whatever the limits.
pub fn accept(conversation: &mut Conversation, by: OperatorId, second: i64) -> Event {
    let groups = [SUPPORT, SALES];
    let acceptor =
        Acceptor { id: by, groups: &groups, load: Default::default(), chat_limit: 99, barred: EntrySet::NONE };
    conversation.accept(&acceptor, at(second)).unwrap().unwrap()
}
