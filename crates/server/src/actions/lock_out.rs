//! Wrong guesses make one wait, ever longer: for passwords and codes alike, as they open the same door.

use super::{
    Action,
    audit::{Doer, Entry},
};
use crate::{
    app::{App, now},
    problem::Problem,
    wire::audit::Act,
};
use desk::Timestamp;
use jiff::SignedDuration;
use store::Conn;

/// The longest wait after wrong guesses.
const LONGEST: i64 = 15 * 60;
/// From one address so many wrong guesses are patience; over all addresses so many times more are an attack.
const ATTACK: u32 = 10;

/// The guesses at one person's door: those from one address, and all.
pub struct Guesses {
    kept: [(String, u32); 2],
}

impl Guesses {
    /// Those for who signs in with this e-mail address.
    #[must_use]
    pub fn of(app: &App, email: &str, address: &str) -> Self {
        let allowed = app.config.limits.wrong_passwords;
        Self { kept: [(format!("{email} {address}"), allowed), (email.to_owned(), allowed.saturating_mul(ATTACK))] }
    }

    /// Whether one more may be made.
    ///
    /// # Errors
    /// `locked-out` with when to try again.
    pub async fn allowed(&self, conn: &mut Conn<'_>) -> Result<(), Problem> {
        for (key, allowed) in &self.kept {
            if let Some((failures, last)) = conn.failures(key).await? {
                let wait = wait(failures, *allowed, last, now());
                if wait > 0 {
                    return Err(Problem::locked_out(wait));
                }
            }
        }
        Ok(())
    }

    /// One was wrong, and is written down. The action ends with this.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn failed(&self, mut action: Action, by: &Doer) -> Result<(), Problem> {
        let now = action.now;
        for (key, _) in &self.kept {
            action.conn().add_failure(key, now).await?;
        }
        action.note(by, Entry::of(Act::SignInFailed)).await?;
        action.commit().await?;
        metrics::counter!("hovorna_sign_ins_failed_total").increment(1);
        Ok(())
    }

    /// One was right: from this address there is no more to be patient about.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn right(&self, conn: &mut Conn<'_>) -> Result<(), Problem> {
        Ok(conn.forget_failures(&self.kept[0].0).await?)
    }
}

/// Seconds until the next attempt is allowed.
fn wait(failures: u32, allowed: u32, last: Timestamp, now: Timestamp) -> u64 {
    let Some(over) = failures.checked_sub(allowed) else { return 0 };
    let wait = (5_i64 << over.min(10)).min(LONGEST);
    let left = (last + SignedDuration::from_secs(wait)).duration_since(now);
    u64::try_from(left.as_secs() + i64::from(left.subsec_nanos() > 0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_ends() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(wait(4, 5, at(0), at(0)), 0);
        assert_eq!(wait(5, 5, at(0), at(0)), 5);
        assert_eq!(wait(6, 5, at(0), at(0)), 10);
        assert_eq!(wait(6, 5, at(0), at(10)), 0);
        assert_eq!(wait(500, 5, at(0), at(0)), 900);
    }
}
