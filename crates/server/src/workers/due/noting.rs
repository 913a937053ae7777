//! What was done is noted, also when the database does not take it at once: what is not noted is done again, or lost.

use std::time::Duration;

/// So long it is waited before each further try.
pub const SOON: [Duration; 4] =
    [Duration::from_millis(50), Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(5)];

/// Tries, and once more after each of these pauses, until it succeeds. Tells what came of the last try.
pub async fn kept_at<E, N: Future<Output = Result<(), E>>>(pauses: &[Duration], note: impl Fn() -> N) -> Result<(), E> {
    let mut noted = note().await;
    for pause in pauses {
        if noted.is_ok() {
            break;
        }
        tokio::time::sleep(*pause).await;
        noted = note().await;
    }
    noted
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// How often it was tried, of something that succeeds after so many failures, and what came of it.
    async fn tried(failures: u32) -> (u32, Result<(), u32>) {
        let tries = Cell::new(0);
        let note = || async {
            tries.set(tries.get() + 1);
            if tries.get() > failures { Ok(()) } else { Err(tries.get()) }
        };
        let noted = kept_at(&SOON, note).await;
        (tries.get(), noted)
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_tried_until_it_succeeds_and_not_for_ever() {
        assert_eq!(tried(0).await, (1, Ok(())));
        assert_eq!(tried(3).await, (4, Ok(())));
        assert_eq!(tried(9).await, (5, Err(5)));
    }
}
