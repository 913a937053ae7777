//! Search: what was said is found by whoever may open it, newest first, on both databases alike.

use crate::{
    both::{Database, both, run},
    channels::{OTHER, SHOP, channel},
    people::{ANNA, BEN, CLIENT, SALES, STRANGER, accept, at, enter, entering, id, people},
};
use desk::{
    Author, ClientId, Conversation, ConversationId, Details, Entry, Event, EventBody, EventId, FileId, Message,
    NewConversation, OperatorId, ResultId, TagId,
    conversation::Colleagues,
    details::Changed,
    event::{RedirectCause, Target},
    message::{Attachment, Card, Content, Item, Outside},
    rating::Stars,
    text::Text,
};
use store::{
    Client, Merge, ResultRow, Tag,
    search::{Filter, Found, Kind, Query, Viewer, What, Wish},
};

both![
    what_was_said_is_found_without_accents_and_by_its_beginning,
    all_words_are_wanted_wherever_they_are_said,
    quoted_words_stand_together,
    each_kind_of_text_is_found_and_told_apart,
    an_operator_finds_only_what_may_be_opened,
    pages_go_back_in_time_and_lose_nothing,
    what_changed_is_found_as_it_is_now,
    another_name_is_found_in_every_conversation_of_the_client,
    clients_are_found_once_each_with_the_newest_conversation,
    files_are_found_by_name,
    what_messengers_bring_is_found_where_it_stands,
    a_tag_is_found_by_the_name_it_has_now,
    what_changes_while_it_is_indexed_stays_due,
    the_index_can_be_made_anew,
    whatever_is_typed_is_answered,
    a_list_shows_what_the_filter_lets_through,
];

const EVERYBODYS: Viewer = Viewer { operator: ANNA, all: true, waiting: true };
const ANNAS: Viewer = Viewer { operator: ANNA, all: false, waiting: true };
const BENS: Viewer = Viewer { operator: BEN, all: false, waiting: true };

/// A conversation told to the database, event by event.
struct Told<'a> {
    db: &'a Database,
    conversation: Conversation,
}

impl<'a> Told<'a> {
    async fn of(db: &'a Database, new: NewConversation, second: i64) -> Self {
        let conversation = db.change(async |mut conn| enter(&mut conn, new, second).await).await;
        Self { db, conversation }
    }

    /// Waits for Support.
    async fn waits(db: &'a Database, n: u128, second: i64) -> Self {
        Self::of(db, entering(n), second).await
    }

    /// Anna talks.
    async fn talks(db: &'a Database, n: u128, second: i64) -> Self {
        let mut told = Self::waits(db, n, second).await;
        let event = accept(&mut told.conversation, ANNA, second);
        told.store(event).await;
        told
    }

    async fn store(&mut self, event: Event) {
        let id = EventId(id(self.conversation.id.0.as_u128() * 1_000 + u128::try_from(event.seq).unwrap()));
        let conversation = self.conversation.clone();
        self.db.change(async |mut conn| conn.save_with_event(&conversation, None, id, &event).await.unwrap()).await;
    }

    async fn happens(&mut self, author: Author, body: EventBody) -> i64 {
        self.conversation.last_seq += 1;
        let seq = self.conversation.last_seq;
        self.store(Event { seq, id: None, at: at(seq), author, body }).await;
        seq
    }

    async fn says(&mut self, words: &str) -> i64 {
        let message = Message::from(text(words));
        self.happens(Author::Client(self.conversation.client), EventBody::MessageAdded { message }).await
    }

    async fn ends(&mut self) {
        let by = self.conversation.operator().unwrap();
        let event = self.conversation.end(by, None, None, at(500)).unwrap().unwrap();
        self.store(event).await;
    }
}

fn text(words: &str) -> Text {
    Text::parse(words).unwrap()
}

async fn index(db: &Database) {
    while db.store.index_some(100, 100, at(1_000)).await.unwrap() > 0 {}
}

async fn find(db: &Database, viewer: Viewer, kind: Kind, typed: &str) -> Found {
    let query = Query::parse(typed).unwrap();
    db.look(async |mut conn| conn.find(&wish(&query, kind, viewer), None, 50).await.unwrap()).await
}

fn wish(query: &Query, kind: Kind, viewer: Viewer) -> Wish<'_> {
    Wish { query: Some(query), kind, filter: Filter::default(), viewer }
}

fn numbers(found: &Found) -> Vec<u128> {
    found.hits.iter().map(|hit| hit.shown.conversation.id.0.as_u128()).collect()
}

async fn found_by(db: &Database, viewer: Viewer, typed: &str) -> Vec<u128> {
    numbers(&find(db, viewer, Kind::Conversations, typed).await)
}

async fn found(db: &Database, typed: &str) -> Vec<u128> {
    found_by(db, EVERYBODYS, typed).await
}

async fn what_was_said_is_found_without_accents_and_by_its_beginning(db: Database) {
    people(&db).await;
    let mut one = Told::waits(&db, 1, 1).await;
    let seq = one.says("Dobrý den, kde najdu Vyúčtování?").await;
    Told::waits(&db, 2, 2).await.says("Něco jiného").await;
    assert!(found(&db, "vyuctovani").await.is_empty(), "not indexed yet");
    index(&db).await;
    for typed in ["vyúčtování", "VYUCTOVANI", "vyu", "vy", "vyuctovan", "najdu vyuctov", "den dobry"] {
        assert_eq!(found(&db, typed).await, [1], "{typed}");
    }
    for typed in ["vyuctovanix", "vyuctovax", "najd vyuctovani", "uctovani"] {
        assert!(found(&db, typed).await.is_empty(), "{typed}");
    }
    let hits = find(&db, EVERYBODYS, Kind::Conversations, "najdu").await.hits;
    assert_eq!((hits[0].said[0].what, hits[0].said[0].event.unwrap().0), (What::Message, seq));
}

async fn all_words_are_wanted_wherever_they_are_said(db: Database) {
    people(&db).await;
    let mut one = Told::waits(&db, 1, 1).await;
    one.says("invoice for March").await;
    let best = one.says("the advance of the invoice was paid").await;
    one.says("thanks").await;
    let mut two = Told::waits(&db, 2, 2).await;
    two.says("invoice").await;
    index(&db).await;
    assert_eq!(found(&db, "invoice").await, [2, 1]);
    assert_eq!(found(&db, "march advance").await, [1]);
    assert!(found(&db, "invoice nowhere").await.is_empty());
    // What says most of it is shown.
    let hits = find(&db, EVERYBODYS, Kind::Conversations, "march invoice advance").await.hits;
    assert_eq!(hits[0].said[0].event.unwrap().0, best);
}

async fn quoted_words_stand_together(db: Database) {
    people(&db).await;
    Told::waits(&db, 1, 1).await.says("paid twice in May").await;
    let mut two = Told::waits(&db, 2, 2).await;
    two.says("twice I have paid").await;
    two.says("paid. And then twice").await;
    index(&db).await;
    assert_eq!(found(&db, "paid twice").await, [2, 1]);
    assert_eq!(found(&db, "\"paid twice\"").await, [1]);
    assert_eq!(found(&db, "\"paid twice\" ma").await, [1]);
    assert!(found(&db, "\"paid twi\"").await.is_empty());
}

async fn each_kind_of_text_is_found_and_told_apart(db: Database) {
    people(&db).await;
    let anna = Author::Operator(ANNA);
    let mut one = Told::talks(&db, 1, 1).await;
    one.happens(anna, EventBody::NoteAdded { text: text("carefully") }).await;
    one.happens(anna, EventBody::ClientNoteAdded { text: text("mornings") }).await;
    let (from, to, cause) = (Target::Operator(ANNA), Target::Group(SALES), RedirectCause::Operator);
    one.happens(anna, EventBody::Redirected { from, to, accept_by: None, note: Some(text("urgently")), cause }).await;
    let known = Client {
        name: Some("Žofie Nová".into()),
        email: Some("zofie@seznam.cz".into()),
        phone: Some("+420 602 418 773".into()),
        ..crate::people::client(CLIENT)
    };
    db.change(async |mut conn| conn.save_client(&known).await.unwrap()).await;
    index(&db).await;
    for (typed, what) in [
        ("carefully", What::Note),
        ("mornings", What::ClientNote),
        ("urgently", What::Note),
        ("zofie nov", What::Name),
        ("seznam.cz", What::Email),
        ("602418773", What::Phone),
        ("+420602", What::Phone),
    ] {
        let hits = find(&db, EVERYBODYS, Kind::Conversations, typed).await.hits;
        assert_eq!(hits.iter().map(|hit| hit.said[0].what).collect::<Vec<_>>(), [what], "{typed}");
    }
}

async fn an_operator_finds_only_what_may_be_opened(db: Database) {
    people(&db).await;
    // Anna's queue, another group's, Anna's talk, Ben's, one of Ben's into which she is invited, one whose guest she is.
    Told::waits(&db, 1, 1).await.says("kettle").await;
    let sales = NewConversation { group: SALES, client: STRANGER, ..entering(2) };
    Told::of(&db, sales.clone(), 2).await.says("kettle").await;
    let mut hers = Told::talks(&db, 3, 3).await;
    hers.says("kettle").await;
    let with_ben = async |n: u128, become_of: &dyn Fn(&mut Conversation)| {
        let mut told = Told::of(&db, NewConversation { id: ConversationId(id(n)), ..sales.clone() }, n as i64).await;
        let event = accept(&mut told.conversation, BEN, 9);
        become_of(&mut told.conversation);
        told.store(event).await;
        db.change(async |mut conn| conn.list_colleagues(&told.conversation).await.unwrap()).await;
        told.says("kettle").await;
        told
    };
    let guest = |c: &mut Conversation| c.colleagues = Colleagues { guests: vec![ANNA], invitations: vec![] };
    let mut bens = with_ben(4, &|_| ()).await;
    let mut shared = with_ben(5, &guest).await;
    index(&db).await;
    assert_eq!(found(&db, "kettle").await, [5, 4, 3, 2, 1]);
    assert_eq!(found_by(&db, ANNAS, "kettle").await, [5, 3, 1]);
    assert_eq!(found_by(&db, BENS, "kettle").await, [5, 4]);
    // Waiting ones are nobody's where previews are off.
    assert_eq!(found_by(&db, Viewer { waiting: false, ..ANNAS }, "kettle").await, [5, 3]);
    assert_eq!(found_by(&db, Viewer { waiting: false, ..EVERYBODYS }, "kettle").await, [5, 4, 3]);

    // The row decides, not the index: what changed hands a moment ago is found by whom it belongs to now.
    bens.ends().await;
    shared.ends().await;
    hers.ends().await;
    assert_eq!(found_by(&db, ANNAS, "kettle").await, [5, 3, 1]);
    index(&db).await;
    assert_eq!(found_by(&db, ANNAS, "kettle").await, [5, 3, 1]);
    assert_eq!(found_by(&db, BENS, "kettle").await, [5, 4]);
    let nobodys = Viewer { operator: OperatorId(id(404)), ..ANNAS };
    assert!(found_by(&db, nobodys, "kettle").await.is_empty());

    // The client Anna talks with now: what there was before may be opened, too.
    let mut again = Told::of(&db, NewConversation { client: STRANGER, ..entering(6) }, 60).await;
    let event = accept(&mut again.conversation, ANNA, 61);
    again.store(event).await;
    assert_eq!(found_by(&db, ANNAS, "kettle").await, [5, 4, 3, 1]);
}

async fn pages_go_back_in_time_and_lose_nothing(db: Database) {
    people(&db).await;
    // Some in one second, some years apart: the stretches of time by which PostgreSQL goes back must not lose any.
    let mut seconds: Vec<i64> = (0..12).map(|n| n / 5).chain((1..12).map(|n| n * n * n * 40_000)).collect();
    seconds.sort_unstable();
    for (n, second) in (1..).zip(&seconds) {
        let mut told = Told::talks(&db, n, *second).await;
        told.says(if n % 2 == 0 { "tea kettle" } else { "kettle" }).await;
        told.ends().await;
    }
    index(&db).await;
    for viewer in [EVERYBODYS, ANNAS] {
        let whole = found_by(&db, viewer, "kettle").await;
        assert_eq!(whole.len(), seconds.len());
        let second = |n: &u128| seconds[usize::try_from(*n).unwrap() - 1];
        assert!(whole.iter().map(second).rev().is_sorted(), "{whole:?}");
        assert_eq!(found_by(&db, viewer, "kettle tea").await.len(), seconds.len() / 2);
        for limit in [1, 4, 23] {
            let (mut paged, mut after) = (vec![], None);
            loop {
                let query = Query::parse("kettle").unwrap();
                let look = async |mut conn: store::Conn<'_>| {
                    conn.find(&wish(&query, Kind::Conversations, viewer), after, limit).await.unwrap()
                };
                let page = db.look(look).await;
                paged.extend(numbers(&page));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, whole, "by {limit}");
        }
    }
}

async fn what_changed_is_found_as_it_is_now(db: Database) {
    people(&db).await;
    let mut one = Told::talks(&db, 1, 1).await;
    one.says("kettle").await;
    index(&db).await;
    one.says("teapot").await;
    assert!(found(&db, "teapot").await.is_empty());
    assert_eq!(found(&db, "kettle").await, [1]);
    index(&db).await;
    assert_eq!(found(&db, "teapot").await, [1]);
    one.ends().await;
    index(&db).await;
    // A note after the end.
    one.happens(Author::Operator(ANNA), EventBody::ClientNoteAdded { text: text("allergic") }).await;
    index(&db).await;
    assert_eq!(found(&db, "allergic kettle").await, [1]);
    assert_eq!(db.store.index_some(9, 9, at(0)).await.unwrap(), 0, "nothing is left to do");
}

/// Also where all of them are over, and nothing tells of it.
async fn another_name_is_found_in_every_conversation_of_the_client(db: Database) {
    people(&db).await;
    for n in 1..=2 {
        Told::talks(&db, n, n as i64).await.ends().await;
    }
    Told::of(&db, NewConversation { client: STRANGER, ..entering(3) }, 3).await;
    index(&db).await;
    let known = |client: ClientId, name: &str| Client { name: Some(name.into()), ..crate::people::client(client) };
    db.change(async |mut conn| conn.save_client(&known(CLIENT, "Petra Malá")).await.unwrap()).await;
    index(&db).await;
    assert_eq!(found(&db, "petra mala").await, [2, 1]);

    db.change(async |mut conn| conn.save_client(&known(STRANGER, "P. Velká")).await.unwrap()).await;
    let none = Details::default();
    let merge = Merge {
        id: id(1),
        survivor: CLIENT,
        merged: STRANGER,
        by: Some(ANNA),
        at: at(1),
        changed: Changed { before: none.clone(), after: none },
        undone_at: None,
    };
    db.change(async |mut conn| conn.merge(&merge).await.unwrap()).await;
    index(&db).await;
    assert_eq!(found(&db, "petra mala").await, [3, 2, 1]);
    assert_eq!(found(&db, "velka").await, [3], "the name it was known by is not lost");
    db.change(async |mut conn| conn.undo_merge(&merge, ANNA, at(2)).await.unwrap()).await;
    index(&db).await;
    assert_eq!(found(&db, "petra mala").await, [2, 1]);
    assert_eq!(found(&db, "velka").await, [3]);
}

async fn clients_are_found_once_each_with_the_newest_conversation(db: Database) {
    people(&db).await;
    let named = |client: ClientId, name: &str| Client { name: Some(name.into()), ..crate::people::client(client) };
    db.change(async |mut conn| {
        conn.save_client(&named(CLIENT, "Karel Novák")).await.unwrap();
        conn.save_client(&named(STRANGER, "Novák Jan")).await.unwrap();
    })
    .await;
    for n in 1..=20 {
        Told::waits(&db, n, n as i64).await.says("Here is Karel").await;
    }
    Told::of(&db, NewConversation { client: STRANGER, ..entering(30) }, 10).await.says("novak").await;
    index(&db).await;
    let clients = async |typed| numbers(&find(&db, EVERYBODYS, Kind::Clients, typed).await);
    assert_eq!(clients("novak").await, [20, 30]);
    assert_eq!(clients("karel").await, [20]);
    assert!(clients("here").await.is_empty(), "what is said is no name");
}

async fn files_are_found_by_name(db: Database) {
    people(&db).await;
    let mut one = Told::waits(&db, 1, 1).await;
    let file = |n: u128, name: &str| Attachment {
        id: FileId(id(n)),
        name: name.into(),
        media_type: "application/pdf".into(),
        size: 1,
        dimensions: None,
        key: "k".into(),
    };
    let files = vec![file(1, "Smlouva_2026.pdf"), file(2, "fotka.png"), file(3, "smlouva stará.pdf")];
    let message = Message::new(Some(text("zde je smlouva")), files, None).unwrap();
    one.happens(Author::Client(CLIENT), EventBody::MessageAdded { message }).await;
    index(&db).await;
    let hits = find(&db, EVERYBODYS, Kind::Files, "smlouva").await.hits;
    let names: Vec<&str> = hits.iter().flat_map(|hit| &hit.said).map(|said| &*said.text).collect();
    assert_eq!(names, ["Smlouva_2026.pdf", "smlouva stará.pdf"]);
    assert_eq!(find(&db, EVERYBODYS, Kind::Files, "pdf smlouva sta").await.hits[0].said.len(), 1);
    assert_eq!(found(&db, "fotka").await, [1]);
}

/// A file comes after its message, words are said otherwise, and some messages are no words at all.
async fn what_messengers_bring_is_found_where_it_stands(db: Database) {
    people(&db).await;
    let mut one = Told::talks(&db, 1, 1).await;
    let client = Author::Client(CLIENT);
    let first = one.says("the kettl").await;
    let contents = [
        Content::Location {
            latitude: 1.0,
            longitude: 2.0,
            name: Some("Kaviareň".into()),
            address: Some("Hlavná 5".into()),
        },
        Content::Contacts {
            cards: vec![Card {
                name: "Peter Veľký".into(),
                phones: vec!["+420 602 418 773".into()],
                emails: vec!["peter@example.org".into()],
                company: Some("Kováčstvo".into()),
            }],
        },
        Content::Order {
            items: vec![Item { product: "samovar".into(), quantity: "2".into(), price: None, currency: None }],
        },
    ];
    let mut seqs = vec![];
    for content in contents {
        let outside = Outside { content: Some(content), ..Outside::default() };
        let message = Message::of_outside(None, None, outside);
        seqs.push(one.happens(client, EventBody::MessageAdded { message }).await);
    }
    let file = Attachment {
        id: FileId(id(9)),
        name: "zmluva.pdf".into(),
        media_type: "application/pdf".into(),
        size: 1,
        dimensions: None,
        key: "k".into(),
    };
    one.happens(Author::System, EventBody::FileFetched { to: seqs[0], file }).await;
    one.happens(client, EventBody::MessageEdited { to: first, text: text("the teapot"), done_at: None }).await;
    index(&db).await;
    let cases = [
        ("teapot", What::Message, first),
        ("kettl", What::Message, first),
        ("kaviaren", What::Message, seqs[0]),
        ("hlavna", What::Message, seqs[0]),
        ("velky", What::Message, seqs[1]),
        ("kovac", What::Message, seqs[1]),
        ("peter@example.org", What::Message, seqs[1]),
        ("602418773", What::Number, seqs[1]),
        ("+420 602", What::Number, seqs[1]),
        ("samovar", What::Message, seqs[2]),
        ("zmluva", What::File, seqs[0]),
    ];
    for (typed, what, seq) in cases {
        let hits = find(&db, EVERYBODYS, Kind::Conversations, typed).await.hits;
        let said: Vec<_> = hits.iter().map(|hit| (hit.said[0].what, hit.said[0].event.unwrap().0)).collect();
        assert_eq!(said, [(what, seq)], "{typed}");
    }
    let hits = find(&db, EVERYBODYS, Kind::Files, "zmluva").await.hits;
    assert_eq!(hits[0].said[0].event.unwrap().2, client, "it is whose message it came with");
    assert!(find(&db, EVERYBODYS, Kind::Clients, "602418773").await.hits.is_empty(), "it is not the client's number");
}

async fn a_tag_is_found_by_the_name_it_has_now(db: Database) {
    people(&db).await;
    let mut tag = Tag { id: TagId(id(7)), name: "Reklamace".into(), colour: 1, removed_at: None };
    db.change(async |mut conn| conn.save_tag(&tag, at(0)).await.unwrap()).await;
    let mut one = Told::talks(&db, 1, 1).await;
    db.change(async |mut conn| conn.set_tags(ConversationId(id(1)), &[tag.id]).await.unwrap()).await;
    one.happens(Author::Operator(ANNA), EventBody::TagsChanged { tags: vec![tag.id] }).await;
    index(&db).await;
    assert_eq!(found(&db, "rekl").await, [1]);
    tag.name = "Stížnost".into();
    db.change(async |mut conn| conn.save_tag(&tag, at(0)).await.unwrap()).await;
    assert_eq!(found(&db, "stiznost").await, [1]);
    assert!(found(&db, "reklamace").await.is_empty());
}

async fn what_changes_while_it_is_indexed_stays_due(db: Database) {
    people(&db).await;
    let mut one = Told::talks(&db, 1, 1).await;
    one.ends().await;
    // As if it had been read before the next event, and written after it.
    one.happens(Author::Operator(ANNA), EventBody::ClientNoteAdded { text: text("late") }).await;
    db.change(async |mut conn| {
        run(&mut conn, "delete from search_due where seq <= 2").await.unwrap();
    })
    .await;
    assert_eq!(db.store.to_index().await.unwrap(), 1);
    index(&db).await;
    assert_eq!(found(&db, "late").await, [1]);
    assert_eq!(db.store.to_index().await.unwrap(), 0);
}

async fn the_index_can_be_made_anew(db: Database) {
    people(&db).await;
    let mut one = Told::talks(&db, 1, 1).await;
    one.says("kettle").await;
    one.ends().await;
    Told::talks(&db, 2, 2).await.says("kettle").await;
    index(&db).await;
    db.store.index_anew().await.unwrap();
    assert_eq!(found(&db, "kettle").await, [2, 1], "found meanwhile");
    assert_eq!(db.store.index_some(10, 10, at(0)).await.unwrap(), 2);
    assert_eq!(found(&db, "kettle").await, [2, 1]);
}

/// Nothing of what is typed is taken for the database's own language.
async fn whatever_is_typed_is_answered(db: Database) {
    people(&db).await;
    let words =
        "rock'n'roll \"quoted\" AND OR NOT NEAR(a b) col:umn a* ^b -c (d) 50% \\ ' & | ! <-> :* 你好 \u{e000}ab";
    Told::waits(&db, 1, 1).await.says(words).await;
    index(&db).await;
    for typed in words.split(' ').chain([words, "a OR b AND xx", "\"\"ab", "'; drop table event; --"]) {
        let Ok(query) = Query::parse(typed) else { continue };
        for kind in [Kind::Conversations, Kind::Clients, Kind::Files] {
            for viewer in [EVERYBODYS, ANNAS] {
                db.look(async |mut conn| conn.find(&wish(&query, kind, viewer), None, 5).await.unwrap()).await;
            }
        }
    }
    assert_eq!(found(&db, "rock'n'roll").await, [1]);
    assert_eq!(found(&db, "你好").await, [1]);
}

/// Each alone, some together, with words, and for an operator: what the rows say, however they are looked up.
async fn a_list_shows_what_the_filter_lets_through(db: Database) {
    people(&db).await;
    let tag = Tag { id: TagId(id(7)), name: "Reklamace".into(), colour: 1, removed_at: None };
    let solved = ResultRow { id: ResultId(id(8)), name: "Solved".into(), removed_at: None };
    db.change(async |mut conn| {
        conn.save_tag(&tag, at(0)).await.unwrap();
        conn.save_result(&solved, at(0)).await.unwrap();
        assert!(conn.save_channel(&channel(SHOP, "1")).await.unwrap());
    })
    .await;
    Told::waits(&db, 1, 1).await.says("kettle").await;
    let sales = NewConversation { group: SALES, client: STRANGER, widget: None, channel: Some(SHOP), ..entering(2) };
    Told::of(&db, sales, 200_000).await;
    Told::talks(&db, 3, 400_000).await;
    let mut four = Told::talks(&db, 4, 50_000_000).await;
    db.change(async |mut conn| conn.set_tags(four.conversation.id, &[tag.id]).await.unwrap()).await;
    four.says("kettle").await;
    let event = four.conversation.end(ANNA, Some(solved.id), None, at(50_000_100)).unwrap().unwrap();
    four.store(event).await;
    let good = Stars::try_from(4).unwrap();
    let rated = four.conversation.rated(good, None, at(50_000_200)).unwrap().unwrap();
    four.store(rated).await;
    index(&db).await;

    let list = async |filter: Filter, viewer: Viewer, typed: &str| {
        let query = Query::parse(typed).ok();
        let wish = Wish { query: query.as_ref(), kind: Kind::Conversations, filter, viewer };
        numbers(&db.look(async |mut conn| conn.find(&wish, None, 50).await.unwrap()).await)
    };
    let all = Filter::default;
    let cases: [(Filter, &[u128]); 20] = [
        (all(), &[4, 3, 2, 1]),
        (Filter { state: Some("waiting"), ..all() }, &[2, 1]),
        (Filter { state: Some("active"), ..all() }, &[3]),
        (Filter { state: Some("ended"), ..all() }, &[4]),
        (Filter { entry: Some(Entry::Chat), ..all() }, &[4, 3, 2, 1]),
        (Filter { group: Some(SALES), ..all() }, &[2]),
        (Filter { operator: Some(ANNA), ..all() }, &[4, 3]),
        (Filter { operator: Some(BEN), ..all() }, &[]),
        (Filter { widget: Some(crate::people::widget()), ..all() }, &[4, 3, 1]),
        (Filter { channel: Some(SHOP), ..all() }, &[2]),
        (Filter { channel: Some(SHOP), state: Some("active"), ..all() }, &[]),
        (Filter { channel: Some(OTHER), ..all() }, &[]),
        (Filter { tag: Some(tag.id), ..all() }, &[4]),
        (Filter { result: Some(solved.id), operator: Some(ANNA), ..all() }, &[4]),
        (Filter { rating: Some(good), ..all() }, &[4]),
        (Filter { rating: Some(Stars::try_from(5).unwrap()), ..all() }, &[]),
        (Filter { clients: Some(vec![STRANGER]), ..all() }, &[2]),
        (Filter { from: Some(at(1)), to: Some(at(400_000)), ..all() }, &[2, 1]),
        (Filter { from: Some(at(400_000)), state: Some("active"), ..all() }, &[3]),
        (Filter { from: Some(at(50_000_001)), ..all() }, &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(list(filter.clone(), EVERYBODYS, "").await, expected, "{filter:?}");
        let annas: Vec<u128> = expected.iter().copied().filter(|n| *n != 2).collect();
        assert_eq!(list(filter.clone(), ANNAS, "").await, annas, "{filter:?}");
    }
    assert_eq!(list(all(), EVERYBODYS, "kettle").await, [4, 1]);
    assert_eq!(list(Filter { state: Some("ended"), ..all() }, EVERYBODYS, "kettle").await, [4]);
}
