//! Mails on their way out, and the server they are handed to.

use crate::{
    both::{Database, both},
    people::{ANNA, at, id, people},
};
use desk::mail::Trouble;
use std::collections::BTreeSet;
use store::{Failure, Mail, MailCounts, MailServer, MailState, NewMail, Security};

both![
    a_server_comes_back_as_set_and_goes,
    a_mail_comes_back_as_written,
    the_longest_due_is_taken_first_and_once,
    many_who_take_at_once_get_each_mail_once,
    who_took_it_and_is_not_heard_of_loses_it,
    what_failed_is_due_when_it_says_and_what_stopped_is_not,
    a_mail_tried_by_hand_is_due_at_once_but_not_while_it_is_sent,
    what_is_sent_says_nothing_any_more_and_is_forgotten_in_time,
    another_server_gets_what_waits_and_not_what_stopped,
    lists_go_page_by_page_newest_first,
];

fn mail(n: u128) -> NewMail {
    NewMail {
        id: id(n),
        kind: "offline-request",
        about: Some(id(n + 1_000)),
        to_address: format!("to{n}@lumen.example"),
        to_name: Some("Naše \"firma\"".into()),
        reply_to: None,
        subject: "Poptávka 😀".into(),
        text: "Dobrý den,\nvolejte.".into(),
        html: Some("<p>Dobrý den</p>".into()),
    }
}

fn failure(permanent: bool) -> Failure {
    Failure { trouble: Trouble::Recipient, permanent, said: Some("550 nobody here".into()) }
}

async fn write(db: &Database, n: u128, now: i64) {
    db.change(async |mut c| c.add_mail(&mail(n), at(now)).await.unwrap()).await;
}

async fn take(db: &Database, now: i64, until: i64) -> Option<Mail> {
    db.change(async |mut c| c.take_mail(at(now), at(until)).await.unwrap()).await
}

async fn the(db: &Database, n: u128) -> Mail {
    db.look(async |mut c| c.mail(id(n)).await.unwrap()).await.unwrap()
}

async fn counts(db: &Database) -> (u32, u32, u32) {
    let MailCounts { waiting, troubled, stopped } = db.look(async |mut c| c.mail_counts().await.unwrap()).await;
    (waiting, troubled, stopped)
}

async fn a_server_comes_back_as_set_and_goes(db: Database) {
    assert_eq!(db.look(async |mut c| c.mail_server().await.unwrap()).await, None);
    let set = MailServer {
        host: "mail.lumen.example".into(),
        port: 465,
        security: Security::Tls,
        user: Some("desk".into()),
        sealed_password: Some("1.sealed".into()),
        from_address: "desk@lumen.example".into(),
        from_name: "Lumen".into(),
        language: "cs".into(),
        authority: None,
    };
    db.change(async |mut c| c.save_mail_server(&set).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.mail_server().await.unwrap()).await, Some(set));
    db.change(async |mut c| c.remove_mail_server().await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.mail_server().await.unwrap()).await, None);
}

async fn a_mail_comes_back_as_written(db: Database) {
    write(&db, 1, 10).await;
    let (wrote, read) = (mail(1), the(&db, 1).await);
    assert_eq!(
        (read.kind.as_str(), read.about, read.to_address, read.to_name, read.reply_to),
        (wrote.kind, wrote.about, wrote.to_address, wrote.to_name, wrote.reply_to)
    );
    assert_eq!((read.subject, read.text, read.html), (wrote.subject, wrote.text, wrote.html));
    assert_eq!((read.created_at, read.due_at, read.attempts), (at(10), Some(at(10)), 0));
    assert_eq!(db.look(async |mut c| c.next_mail().await.unwrap()).await, Some(at(10)));
}

async fn the_longest_due_is_taken_first_and_once(db: Database) {
    write(&db, 1, 20).await;
    write(&db, 2, 10).await;
    assert_eq!(take(&db, 9, 99).await, None, "nothing is due yet");
    let first = take(&db, 30, 99).await.unwrap();
    assert_eq!((first.id, first.attempts, first.tried_at), (id(2), 1, Some(at(30))));
    assert_eq!(take(&db, 30, 99).await.unwrap().id, id(1));
    assert_eq!(take(&db, 30, 99).await, None);
}

async fn many_who_take_at_once_get_each_mail_once(db: Database) {
    for n in 1..=12 {
        write(&db, n, 10).await;
    }
    let takers: Vec<_> = (0..6)
        .map(|_| {
            let store = db.store.clone();
            tokio::spawn(async move {
                let mut taken = Vec::new();
                // Empty-handed may mean that another was faster with the same one.
                for _ in 0..12 {
                    let mut write = store.write().await.unwrap();
                    let mail = write.conn().take_mail(at(20), at(99)).await.unwrap();
                    write.commit(|| ()).await.unwrap();
                    taken.extend(mail.map(|mail| mail.id));
                }
                taken
            })
        })
        .collect();
    let mut all = Vec::new();
    for taker in takers {
        all.extend(taker.await.unwrap());
    }
    let different: BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), different.len()), (12, 12));
}

async fn who_took_it_and_is_not_heard_of_loses_it(db: Database) {
    write(&db, 1, 10).await;
    take(&db, 10, 50).await.unwrap();
    assert_eq!(db.look(async |mut c| c.next_mail().await.unwrap()).await, Some(at(50)));
    assert_eq!(take(&db, 49, 99).await, None);
    assert_eq!(take(&db, 50, 99).await.unwrap().attempts, 2);
}

async fn what_failed_is_due_when_it_says_and_what_stopped_is_not(db: Database) {
    write(&db, 1, 10).await;
    write(&db, 2, 11).await;
    take(&db, 12, 99).await.unwrap();
    take(&db, 12, 99).await.unwrap();
    db.change(async |mut c| {
        c.mail_failed(id(1), &failure(false), Some(at(40)), at(13)).await.unwrap();
        c.mail_failed(id(2), &failure(true), None, at(13)).await.unwrap();
    })
    .await;
    assert_eq!(counts(&db).await, (1, 1, 1));
    assert_eq!((the(&db, 1).await.failure, the(&db, 2).await.stopped_at), (Some(failure(false)), Some(at(13))));
    assert_eq!(take(&db, 39, 99).await, None);
    assert_eq!(take(&db, 1_000, 1_001).await.unwrap().id, id(1));
    assert_eq!(take(&db, 1_000, 1_001).await, None);
}

async fn a_mail_tried_by_hand_is_due_at_once_but_not_while_it_is_sent(db: Database) {
    people(&db).await;
    write(&db, 1, 10).await;
    take(&db, 10, 50).await.unwrap();
    let retry = async |now| db.change(async |mut c| c.retry_mail(id(1), at(now)).await.unwrap()).await;
    let stop = async |now| db.change(async |mut c| c.stop_mail(id(1), ANNA, at(now)).await.unwrap()).await;
    assert!(!retry(20).await && !stop(20).await, "it is being sent");
    db.change(async |mut c| c.mail_failed(id(1), &failure(true), None, at(21)).await.unwrap()).await;
    assert!(retry(30).await);
    let again = the(&db, 1).await;
    assert_eq!((again.due_at, again.began_at, again.stopped_at), (Some(desk::Timestamp::UNIX_EPOCH), at(30), None));
    assert!(stop(31).await && !stop(32).await);
    let stopped = the(&db, 1).await;
    assert_eq!((stopped.due_at, stopped.stopped_at, stopped.stopped_by), (None, Some(at(31)), Some(ANNA)));
    db.change(async |mut c| c.mail_sent(id(1), at(33)).await.unwrap()).await;
    assert!(!retry(34).await, "who has it does not get it again");
}

async fn what_is_sent_says_nothing_any_more_and_is_forgotten_in_time(db: Database) {
    write(&db, 1, 10).await;
    take(&db, 10, 50).await.unwrap();
    db.change(async |mut c| c.mail_sent(id(1), at(12)).await.unwrap()).await;
    let sent = the(&db, 1).await;
    assert_eq!((sent.text.as_str(), sent.html, sent.sent_at, sent.due_at), ("", None, Some(at(12)), None));
    assert_eq!((counts(&db).await, take(&db, 1_000, 1_001).await), ((0, 0, 0), None));
    db.change(async |mut c| c.forget_mails(at(12)).await.unwrap()).await;
    the(&db, 1).await;
    db.change(async |mut c| c.forget_mails(at(13)).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.mail(id(1)).await.unwrap()).await, None);
}

async fn another_server_gets_what_waits_and_not_what_stopped(db: Database) {
    write(&db, 1, 10).await;
    write(&db, 2, 10).await;
    db.change(async |mut c| {
        c.mail_failed(id(1), &failure(false), Some(at(900)), at(11)).await.unwrap();
        c.mail_failed(id(2), &failure(true), None, at(11)).await.unwrap();
        c.retry_mails(at(20)).await.unwrap();
    })
    .await;
    assert_eq!((the(&db, 1).await.due_at, the(&db, 2).await.due_at), (Some(at(20)), None));
}

async fn lists_go_page_by_page_newest_first(db: Database) {
    for n in 1..=5 {
        write(&db, n, 10).await;
    }
    db.change(async |mut c| c.mail_sent(id(4), at(12)).await.unwrap()).await;
    let page = async |state, before| {
        let mails = db.look(async |mut c| c.mails(state, before, 3).await.unwrap()).await;
        mails.into_iter().map(|mail| mail.id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(page(MailState::Unsent, None).await, [5, 3, 2]);
    assert_eq!(page(MailState::Unsent, Some(id(2))).await, [1]);
    assert_eq!(page(MailState::Sent, None).await, [4]);
}
