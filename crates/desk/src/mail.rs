//! When a mail that could not be handed over is tried again, and when that is left to a person.

use crate::{Timestamp, retry::pause};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// After so long nobody waits for a mail any more: it is shown as not delivered, and may be tried again by hand.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Where the talk with a mail server came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// No mail server is set.
    NotSet,
    /// The name of the server leads to no address.
    NameNotFound,
    /// Nobody answers at that address and port.
    Refused,
    /// No answer in time.
    TimedOut,
    /// What answers does not speak as a mail server does, or hung up.
    NotUnderstood,
    /// The server offers no encryption, although it was asked for.
    NoEncryption,
    /// The server's certificate is not trusted, or encryption did not come about.
    Certificate,
    /// User name or password is wrong.
    SignIn,
    /// The server takes no mail from this sender.
    Sender,
    /// The server takes no mail for this recipient.
    Recipient,
    /// The server did not take the mail itself.
    Content,
    /// The password was sealed with another key than the present one.
    Unreadable,
    /// It waited in the backup that the desk was restored from, and may have been sent after that was made.
    Restored,
}

impl Trouble {
    /// Whether it is the server's, and so every mail's; else it is this mail's alone.
    #[must_use]
    pub const fn is_of_server(self) -> bool {
        !matches!(self, Self::Recipient | Self::Content | Self::Restored)
    }
}

/// What a mail becomes after it could not be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again then.
    Try(Timestamp),
    /// Only a person may have it tried again.
    Stop,
}

/// What becomes of a mail written at `written_at` (or tried by hand then) after so many attempts, the last just failed.
/// A server that refuses this one mail for good says so by `permanent`; one that is down, or set up wrong, may be well
/// later.
#[must_use]
pub fn after_failure(attempts: u32, trouble: Trouble, permanent: bool, written_at: Timestamp, now: Timestamp) -> Next {
    let of_mail = permanent && !trouble.is_of_server();
    if of_mail || now.duration_since(written_at) >= PATIENCE {
        return Next::Stop;
    }
    Next::Try(now + pause(attempts))
}

/// One line of at most so many characters: nothing of it can be taken for another header or line.
#[must_use]
pub fn one_line(text: &str, longest: usize) -> String {
    let mut line = text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty()).fold(
        String::new(),
        |mut line, word| {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            line
        },
    );
    if let Some((end, _)) = line.char_indices().nth(longest) {
        line.truncate(end);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_mail_is_tried_again_later_each_time_up_to_two_hours() {
        let next = |attempts| after_failure(attempts, Trouble::Refused, false, at(0), at(100));
        assert_eq!(next(1), Next::Try(at(105)));
        assert_eq!(next(2), Next::Try(at(130)));
        assert_eq!((next(8), next(9)), (Next::Try(at(7_300)), Next::Try(at(7_300))));
        assert_eq!(next(u32::MAX), Next::Try(at(7_300)));
    }

    #[test]
    fn what_the_server_refuses_for_good_is_not_tried_for_ever() {
        let refused = |trouble| after_failure(1, trouble, true, at(0), at(1));
        assert_eq!(refused(Trouble::Recipient), Next::Stop);
        assert_eq!(refused(Trouble::Content), Next::Stop);
    }

    #[test]
    fn a_wrong_setting_stops_no_mail_before_its_time() {
        let five_days = 5 * 24 * 3_600;
        let wrong = |now| after_failure(1, Trouble::SignIn, true, at(0), at(now));
        assert!(matches!(wrong(five_days - 1), Next::Try(_)));
        assert_eq!(wrong(five_days), Next::Stop);
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_second_line(text in any::<String>(), longest in 0_usize..200) {
            let line = one_line(&text, longest);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert!(line.chars().count() <= longest);
        }
    }
}
