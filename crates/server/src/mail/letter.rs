//! A mail as the bytes that travel. Nothing a client typed becomes a header of its own: lettre encodes what stands in one,
//! and what must be one line was made one before.

use super::server::{Server, said};
use desk::mail::{Trouble, one_line};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use std::time::{Duration, SystemTime};
use store::{Failure, Mail};

/// Mails that a person wrote. All others say that a machine did, so that no other machine answers them (RFC 3834).
const WRITTEN_BY_PEOPLE: [&str; 1] = ["answer"];

/// A mail as the bytes that travel.
pub struct Letter {
    /// From which address.
    pub from: Address,
    /// To which.
    pub to: Address,
    /// Headers and body.
    pub bytes: Vec<u8>,
}

impl Letter {
    /// Of a mail, under a Message-ID that stays the same however often it is tried: who gets it twice, because an answer was
    /// lost, can tell.
    ///
    /// # Errors
    /// An address that is none.
    pub fn of(mail: &Mail, server: &Server, own_name: &str) -> Result<Self, Failure> {
        let unfit =
            |trouble| move |why: lettre::address::AddressError| Failure { permanent: true, ..said(trouble, why) };
        let to: Address = mail.to_address.parse().map_err(unfit(Trouble::Recipient))?;
        let name = mail.to_name.as_deref().map(|name| one_line(name, 100)).filter(|name| !name.is_empty());
        let written = u64::try_from(mail.created_at.as_second()).unwrap_or_default();
        let mut builder = Message::builder()
            .message_id(Some(format!("<{}@{own_name}>", mail.id)))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(written))
            .from(server.from.clone())
            .to(Mailbox::new(name, to.clone()))
            .subject(one_line(&mail.subject, 200));
        if let Some(reply_to) = &mail.reply_to {
            builder = builder.reply_to(Mailbox::new(None, reply_to.parse().map_err(unfit(Trouble::Content))?));
        }
        if !WRITTEN_BY_PEOPLE.contains(&mail.kind.as_str()) {
            let name = HeaderName::new_from_ascii_str("Auto-Submitted");
            builder = builder.raw_header(HeaderValue::new(name, "auto-generated".into()));
        }
        let message = match &mail.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
            None => builder.singlepart(SinglePart::plain(mail.text.clone())),
        };
        let message = message.map_err(|why| Failure { permanent: true, ..said(Trouble::Content, why) })?;
        Ok(Self { from: server.from.email.clone(), to, bytes: message.formatted() })
    }

    /// Whether an address has letters that not every server knows.
    #[must_use]
    pub fn has_foreign_letters(&self) -> bool {
        let ascii = |address: &Address| address.user().is_ascii() && address.domain().is_ascii();
        !ascii(&self.from) || !ascii(&self.to)
    }
}

/// Whether a mail can go to this address at all.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok_and(|address| address.domain().contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::Timestamp;
    use lettre::transport::smtp::extension::ClientId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn mail() -> Mail {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        Mail {
            id: Uuid::from_u128(7),
            kind: "offline-request".into(),
            about: None,
            to_address: "desk@lumen.example".into(),
            to_name: None,
            reply_to: Some("jana@seznam.cz".into()),
            subject: "Poptávka".into(),
            text: "Dobrý den".into(),
            html: Some("<p>Dobrý den</p>".into()),
            created_at: now,
            began_at: now,
            due_at: None,
            taken_until: None,
            attempts: 1,
            tried_at: None,
            failure: None,
            sent_at: None,
            stopped_at: None,
            stopped_by: None,
        }
    }

    fn headers(mail: &Mail) -> Vec<String> {
        let server = Server::plain("desk@hovorna.example");
        let bytes = Letter::of(mail, &server, "hovorna.example").unwrap().bytes;
        let text = String::from_utf8(bytes).unwrap();
        let (headers, _) = text.split_once("\r\n\r\n").unwrap();
        // A line that begins with a space goes on with the one before.
        headers.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    fn names(headers: &[String]) -> Vec<&str> {
        headers.iter().map(|line| line.split(':').next().unwrap()).collect()
    }

    #[test]
    fn it_has_the_same_id_however_often_it_is_tried() {
        let of = |attempts| headers(&Mail { attempts, ..mail() });
        let id = "Message-ID: <00000000-0000-0000-0000-000000000007@hovorna.example>";
        assert!(of(1).iter().any(|line| line == id) && of(9).iter().any(|line| line == id), "{:?}", of(1));
    }

    #[test]
    fn machines_do_not_answer_what_a_machine_wrote() {
        let says = |kind: &str| names(&headers(&Mail { kind: kind.into(), ..mail() })).contains(&"Auto-Submitted");
        assert!(says("offline-request") && !says("answer"));
    }

    #[test]
    fn an_address_that_is_none_is_refused_for_good() {
        for to_address in ["", "jana", "a@b.cz\r\nBcc: all@lumen.example", "a@b.cz, c@d.cz"] {
            let failure = Letter::of(&Mail { to_address: to_address.into(), ..mail() }, &Server::plain("a@b.cz"), "x");
            let failure = failure.map(|_| ()).unwrap_err();
            assert_eq!((failure.trouble, failure.permanent), (Trouble::Recipient, true), "{to_address:?}");
        }
        assert!(is_address("jana@seznam.cz") && !is_address("jana@seznam") && !is_address("a b@c.cz"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
        #[test]
        fn whatever_is_typed_adds_no_header(subject in any::<String>(), name in any::<String>(), text in any::<String>()) {
            let plain = headers(&mail());
            let typed = headers(&Mail { subject, to_name: Some(name), text, ..mail() });
            prop_assert_eq!(names(&plain), names(&typed));
        }
    }

    impl Server {
        /// One that nobody connects to.
        fn plain(from: &str) -> Self {
            Self::unprotected("localhost".into(), 25, Mailbox::new(None, from.parse().unwrap()), ClientId::default())
        }
    }
}
