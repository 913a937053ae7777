//! What was taken for a while, and takes longer, is held meanwhile.

use std::time::Duration;

/// Does something, and says this often that it is still being done. None: it is ours no longer, and was left off.
///
/// Both go on side by side: whatever is being done may be what saying so waits for.
pub async fn hold<T, S: Future<Output = bool>>(
    work: impl Future<Output = T>,
    often: Duration,
    still_ours: impl Fn() -> S,
) -> Option<T> {
    let lost = async {
        loop {
            tokio::time::sleep(often).await;
            if !still_ours().await {
                break;
            }
        }
    };
    tokio::select! {
        done = work => Some(done),
        () = lost => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use tokio::sync::Semaphore;

    const OFTEN: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn it_is_said_as_often_as_it_takes() {
        let said = Cell::new(0);
        let still_ours = || async {
            said.set(said.get() + 1);
            true
        };
        let slow = tokio::time::sleep(Duration::from_secs(100));
        assert_eq!(hold(slow, OFTEN, &still_ours).await, Some(()));
        assert_eq!(said.get(), 3);
        assert_eq!(hold(async { 1 }, OFTEN, &still_ours).await, Some(1));
        assert_eq!(said.get(), 3, "what takes no time needs no word");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_ours_no_longer_is_left_off() {
        let endless = std::future::pending::<()>();
        assert_eq!(hold(endless, OFTEN, || async { false }).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn saying_so_may_wait_for_what_is_being_done() {
        let lane = Semaphore::new(1);
        let work = async {
            let turn = lane.acquire().await;
            tokio::time::sleep(OFTEN * 2).await;
            drop(turn);
        };
        let still_ours = || async { lane.acquire().await.is_ok() };
        assert_eq!(hold(work, OFTEN, still_ours).await, Some(()));
    }
}
