//! How fast each group accepts, as it was read a moment ago: whoever stands in line gets an estimate of it.

use crate::app::{App, now};
use desk::{GroupId, Timestamp};
use jiff::SignedDuration;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What was read is believed so long; an accept of this process ends it at once.
const FRESH: Duration = Duration::from_secs(1);
/// Accepts of longer ago say nothing about now.
const WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// The latest of them.
const ACCEPTS: i64 = 20;

/// When conversations of a group were accepted lately, and when that was read.
type Read = (Instant, Arc<[Timestamp]>);

/// When conversations of each group were accepted lately.
#[derive(Default)]
pub struct Paces(Mutex<HashMap<GroupId, Read>>);

impl Paces {
    /// When conversations of the group were accepted lately, the latest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(&self, app: &App, group: GroupId) -> Result<Arc<[Timestamp]>, store::Error> {
        let fresh = self.lock().get(&group).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, it)| Arc::clone(it));
        if let Some(accepts) = fresh {
            return Ok(accepts);
        }
        let at = Instant::now();
        let accepts = app.store.read().await?.conn().recent_accepts(group, now() - WITHIN, ACCEPTS).await?;
        let accepts: Arc<[Timestamp]> = accepts.into();
        self.lock().insert(group, (at, Arc::clone(&accepts)));
        Ok(accepts)
    }

    /// Somebody was accepted.
    pub fn accepted(&self, group: GroupId) {
        self.lock().remove(&group);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<GroupId, Read>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
