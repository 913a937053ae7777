//! Mails on their way out, and the server they are handed to. A mail is taken by a guarded update: any process may send it,
//! one does.

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms},
    conn::on,
};
use desk::{OperatorId, Timestamp, mail::Trouble};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use uuid::Uuid;

/// The server that mails are handed to, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is protected.
    pub security: Security,
    /// Who signs in there; none: nobody.
    #[serde(default)]
    pub user: Option<String>,
    /// The password, sealed.
    #[serde(default)]
    pub sealed_password: Option<String>,
    /// The address mails come from.
    pub from_address: String,
    /// The name mails come from.
    #[serde(default)]
    pub from_name: String,
    /// The language of mails to the company's own people.
    pub language: String,
    /// Whose signature on the server's certificate is believed, besides those everybody believes: certificates as PEM.
    #[serde(default)]
    pub authority: Option<String>,
}

/// How the way to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Not at all.
    None,
    /// After the greeting, by STARTTLS; never without.
    Starttls,
    /// From the first byte.
    Tls,
}

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Its id, and the beginning of its Message-ID.
    pub id: Uuid,
    /// What it is: a word, by which screens name it.
    pub kind: &'static str,
    /// What it is about.
    pub about: Option<Uuid>,
    /// To whom; one only.
    pub to_address: String,
    /// And his or her name.
    pub to_name: Option<String>,
    /// Whom an answer goes to, if not the sender.
    pub reply_to: Option<String>,
    /// What it is about, in one line.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: String,
    /// What it is about.
    pub about: Option<Uuid>,
    /// To whom.
    pub to_address: String,
    /// And his or her name.
    pub to_name: Option<String>,
    /// Whom an answer goes to, if not the sender.
    pub reply_to: Option<String>,
    /// What it is about, in one line.
    pub subject: String,
    /// What it says; empty when it was sent.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Since when it has been tried.
    pub began_at: Timestamp,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// Who sends it now has it until then.
    pub taken_until: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// When the server took it.
    pub sent_at: Option<Timestamp>,
    /// Since when it is not tried any more.
    pub stopped_at: Option<Timestamp>,
    /// Who gave it up; none: it had its time, or was refused for good.
    pub stopped_by: Option<OperatorId>,
}

/// Why a mail could not be handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Where it ended.
    pub trouble: Trouble,
    /// Whether the server said so for good.
    pub permanent: bool,
    /// What the server or the system said, in one line.
    pub said: Option<String>,
}

/// Which mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// Not sent: on their way, stuck or stopped.
    Unsent,
    /// Sent.
    Sent,
}

/// How many mails are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// To be tried, not tried yet or again.
    pub waiting: u32,
    /// Of these: tried in vain so far.
    pub troubled: u32,
    /// Not tried any more, though not sent.
    pub stopped: u32,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    about: Option<Uuid>,
    to_address: String,
    to_name: Option<String>,
    reply_to: Option<String>,
    subject: String,
    text: String,
    html: Option<String>,
    created_at: i64,
    began_at: i64,
    due_at: Option<i64>,
    taken_until: Option<i64>,
    attempts: i32,
    tried_at: Option<i64>,
    trouble: Option<Json<Failure>>,
    sent_at: Option<i64>,
    stopped_at: Option<i64>,
    stopped_by: Option<Uuid>,
}

const COLUMNS: &str = "id, kind, about, to_address, to_name, reply_to, subject, text, html, created_at, began_at, due_at, \
    taken_until, attempts, tried_at, trouble, sent_at, stopped_at, stopped_by";

impl TryFrom<Row> for Mail {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            kind: row.kind,
            about: row.about,
            to_address: row.to_address,
            to_name: row.to_name,
            reply_to: row.reply_to,
            subject: row.subject,
            text: row.text,
            html: row.html,
            created_at: at(row.created_at)?,
            began_at: at(row.began_at)?,
            due_at: maybe_at(row.due_at)?,
            taken_until: maybe_at(row.taken_until)?,
            attempts: count("attempts", row.attempts.into())?,
            tried_at: maybe_at(row.tried_at)?,
            failure: row.trouble.map(|it| it.0),
            sent_at: maybe_at(row.sent_at)?,
            stopped_at: maybe_at(row.stopped_at)?,
            stopped_by: row.stopped_by.map(OperatorId),
        })
    }
}

impl Conn<'_> {
    /// The server mails are handed to, if one is set.
    pub async fn mail_server(&mut self) -> Result<Option<MailServer>, Error> {
        self.setting("mail_server").await
    }

    /// Sets the server mails are handed to.
    pub async fn save_mail_server(&mut self, server: &MailServer) -> Result<(), Error> {
        self.save_setting("mail_server", server).await
    }

    /// No server is set any more; what is not sent waits.
    pub async fn remove_mail_server(&mut self) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from setting where key = 'mail_server'").execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Puts a mail on its way, due at once.
    pub async fn add_mail(&mut self, mail: &NewMail, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into mail (id, kind, about, to_address, to_name, reply_to, subject, text, html, created_at, began_at, due_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10)")
            .bind(mail.id).bind(mail.kind).bind(mail.about).bind(&mail.to_address).bind(&mail.to_name)
            .bind(&mail.reply_to).bind(&mail.subject).bind(&mail.text).bind(&mail.html).bind(ms(now))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Takes the mail that has been due longest, to be sent until then. Nobody else gets it meanwhile.
    pub async fn take_mail(&mut self, now: Timestamp, until: Timestamp) -> Result<Option<Mail>, Error> {
        let sql = format!(
            "update mail set taken_until = $2, attempts = attempts + 1, tried_at = $1 where due_at <= $1 \
             and (taken_until is null or taken_until <= $1) and id = (select id from mail where due_at <= $1 \
             and (taken_until is null or taken_until <= $1) order by due_at, id limit 1) returning {COLUMNS}"
        );
        let row: Option<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(ms(now)).bind(ms(until)).fetch_optional(conn).await)?;
        row.map(Mail::try_from).transpose()
    }

    /// Nobody sends anything now: what was being sent may be taken again. Only where one process has the database to itself;
    /// where several share one, the time of who took it runs out.
    pub async fn release_mails(&mut self) -> Result<(), Error> {
        if let Self::Sqlite(conn) = self {
            sqlx::query("update mail set taken_until = null where taken_until is not null").execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// The server took it. What it said is not kept.
    pub async fn mail_sent(&mut self, id: Uuid, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "update mail set sent_at = $2, due_at = null, taken_until = null, trouble = null, stopped_at = null, \
             text = '', html = null where id = $1")
            .bind(id).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// It could not be handed over, and is tried again then; or, without a time, not any more.
    pub async fn mail_failed(
        &mut self,
        id: Uuid,
        failure: &Failure,
        next: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let stopped = next.is_none().then(|| ms(now));
        on!(self, conn => sqlx::query(
            "update mail set trouble = $2, due_at = $3, taken_until = null, stopped_at = $4 where id = $1 and sent_at is null")
            .bind(id).bind(Json(failure)).bind(next.map(ms)).bind(stopped)
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Has it tried at once, before all others, with all its time before it. Not while it is being sent.
    pub async fn retry_mail(&mut self, id: Uuid, now: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update mail set due_at = 0, began_at = $2, stopped_at = null, stopped_by = null \
             where id = $1 and sent_at is null and (taken_until is null or taken_until <= $2)")
            .bind(id).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// What waits because of its server is tried at once: the server is another now. What was refused for itself is not.
    pub async fn retry_mails(&mut self, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update mail set due_at = $1 where due_at > $1")
            .bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// It is not tried any more. Not while it is being sent.
    pub async fn stop_mail(&mut self, id: Uuid, by: OperatorId, now: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update mail set due_at = null, stopped_at = $3, stopped_by = $2 where id = $1 and sent_at is null \
             and stopped_at is null and (taken_until is null or taken_until <= $3)")
            .bind(id).bind(by.0).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// A mail.
    pub async fn mail(&mut self, id: Uuid) -> Result<Option<Mail>, Error> {
        let sql = format!("select {COLUMNS} from mail where id = $1");
        let row: Option<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(conn).await)?;
        row.map(Mail::try_from).transpose()
    }

    /// Mails, newest first, from the one before this on.
    pub async fn mails(&mut self, state: MailState, before: Option<Uuid>, limit: i64) -> Result<Vec<Mail>, Error> {
        let which = match state {
            MailState::Unsent => "sent_at is null",
            MailState::Sent => "sent_at is not null",
        };
        let before = before.unwrap_or(Uuid::max());
        let sql = format!("select {COLUMNS} from mail where {which} and id < $1 order by id desc limit $2");
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(before).bind(limit).fetch_all(conn).await)?;
        rows.into_iter().map(Mail::try_from).collect()
    }

    /// How many mails are how far.
    pub async fn mail_counts(&mut self) -> Result<MailCounts, Error> {
        let (waiting, troubled, stopped): (i64, i64, i64) = on!(self, conn => sqlx::query_as(
            "select count(due_at), count(case when due_at is not null and trouble is not null then 1 end), \
             count(stopped_at) from mail where sent_at is null").fetch_one(conn).await)?;
        Ok(MailCounts {
            waiting: count("mails", waiting)?,
            troubled: count("mails", troubled)?,
            stopped: count("mails", stopped)?,
        })
    }

    /// When the next mail is due, taken ones when they may be taken again.
    pub async fn next_mail(&mut self) -> Result<Option<Timestamp>, Error> {
        let (next,): (Option<i64>,) = on!(self, conn => sqlx::query_as(
            "select min(case when taken_until > due_at then taken_until else due_at end) from mail where due_at is not null")
            .fetch_one(conn).await)?;
        maybe_at(next)
    }

    /// Forgets what was sent or given up before this.
    pub async fn forget_mails(&mut self, before: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from mail where sent_at < $1 or stopped_at < $1")
            .bind(ms(before)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
