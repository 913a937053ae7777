//! What is behind the links of messages. The server looks, so that no operator's browser, and no operator's address, is
//! seen by a site that a client names; and it looks at public sites only, so that no client sends it into the house.

mod address;
mod found;
mod page;
mod visit;

pub use found::first_link;
pub use page::Page;

use crate::{config::Config, problem::Problem};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{OnceCell, Semaphore};
use url::Url;
use visit::Visitor;

/// So many pages are fetched at once; who would have to wait longer than this gets no preview.
const AT_ONCE: usize = 8;
const WAIT: Duration = Duration::from_secs(5);
/// So many pages are remembered, for so long; that there was nothing to show, for a shorter time.
const REMEMBERED: usize = 2_000;
const GOOD_FOR: Duration = Duration::from_secs(60 * 60);
const NOTHING_FOR: Duration = Duration::from_secs(5 * 60);

/// Pages seen lately, and the way to see others.
pub struct Links {
    within: Vec<String>,
    /// Made for the first link: it reads the system's certificates, and many a desk never needs it.
    visitor: OnceLock<Option<Visitor>>,
    fetching: Semaphore,
    seen: Mutex<HashMap<String, Seen>>,
}

/// What a page said, or that it is being asked: whoever wants the same one waits for the same answer.
type Answer = Arc<OnceCell<Option<Arc<Page>>>>;

struct Seen {
    answer: Answer,
    since: Instant,
}

impl Seen {
    fn is_good(&self) -> bool {
        let nothing = self.answer.get().is_none_or(Option::is_none);
        self.since.elapsed() < if nothing { NOTHING_FOR } else { GOOD_FOR }
    }
}

impl Links {
    /// Nothing has been looked at yet.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let within = config.preview_hosts.clone();
        Self { within, visitor: OnceLock::new(), fetching: Semaphore::new(AT_ONCE), seen: Mutex::default() }
    }

    /// What is there; none when there is nothing to show. `count` is asked before a page is really fetched.
    ///
    /// # Errors
    /// What `count` says.
    pub async fn page(
        &self,
        url: &Url,
        count: impl FnOnce() -> Result<(), Problem>,
    ) -> Result<Option<Arc<Page>>, Problem> {
        let Some(visitor) = self.visitor() else { return Ok(None) };
        let answer = self.answer(url);
        let fetch = async || {
            count()?;
            let permit = tokio::time::timeout(WAIT, self.fetching.acquire()).await;
            let Ok(Ok(_permit)) = permit else { return Err(Problem::unavailable()) };
            // Whose link it was and what stands there is nobody's business.
            let seen = visitor.visit(url.clone()).await.inspect_err(|why| tracing::debug!(%why, "no preview"));
            Ok(seen.ok().map(Arc::new))
        };
        answer.get_or_try_init(fetch).await.cloned()
    }

    fn visitor(&self) -> Option<&Visitor> {
        let make = || {
            Visitor::new(&self.within)
                .inspect_err(|error| tracing::warn!(%error, "links get no previews: there is no way out"))
                .ok()
        };
        self.visitor.get_or_init(make).as_ref()
    }

    fn answer(&self, url: &Url) -> Answer {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = seen.get(url.as_str()).filter(|known| known.is_good()) {
            return Arc::clone(&known.answer);
        }
        if seen.len() >= REMEMBERED {
            seen.retain(|_, known| known.is_good());
        }
        if seen.len() >= REMEMBERED
            && let Some(oldest) = seen.iter().min_by_key(|(_, known)| known.since).map(|(url, _)| url.clone())
        {
            seen.remove(&oldest);
        }
        let answer = Answer::default();
        seen.insert(url.to_string(), Seen { answer: Arc::clone(&answer), since: Instant::now() });
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_pages_are_remembered_than_there_is_room_for() {
        let links = Links::new(&Config::default());
        let url = |n: usize| Url::parse(&format!("https://example.com/{n}")).unwrap();
        let first = links.answer(&url(0));
        assert!(Arc::ptr_eq(&first, &links.answer(&url(0))), "asked twice, looked at once");
        for n in 1..REMEMBERED + 5 {
            links.answer(&url(n));
        }
        assert_eq!(links.seen.lock().unwrap().len(), REMEMBERED);
        assert!(!Arc::ptr_eq(&first, &links.answer(&url(0))), "the oldest was forgotten");
    }
}
