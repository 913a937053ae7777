use super::*;
use std::sync::{Arc, Mutex};
use tokio::{
    sync::Notify,
    time::{Instant, advance, sleep, timeout},
};

const ROOM: usize = 2;

/// What is to be done, as if it stood in a database.
#[derive(Clone, Default)]
struct Desk(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Whose it is, when it is due, how it goes, what it is called.
    due: Mutex<Vec<(u8, Instant, Way, &'static str)>>,
    done: Mutex<Vec<&'static str>>,
    /// How many are at it now, and how many were at most.
    at_once: Mutex<(usize, usize)>,
    looks: Mutex<usize>,
    rang: Notify,
    changed: Notify,
    is_away: Mutex<bool>,
}

#[derive(Clone, Copy)]
enum Way {
    Takes(Duration),
    Panics,
}

const AT_ONCE: Way = Way::Takes(Duration::ZERO);
const FOR_EVER: Way = Way::Takes(Duration::from_secs(1_000_000));

impl Desk {
    fn add(&self, whose: u8, after: Duration, way: Way, name: &'static str) {
        self.0.due.lock().unwrap().push((whose, Instant::now() + after, way, name));
    }

    fn done(&self) -> Vec<&'static str> {
        self.0.done.lock().unwrap().clone()
    }

    /// Waits until so many are done.
    async fn sees_done(&self, count: usize) -> Vec<&'static str> {
        while self.done().len() < count {
            self.0.changed.notified().await;
        }
        self.done()
    }

    /// Has the frame work on it, and looks for a while.
    async fn works<T>(&self, looks: impl Future<Output = T>) -> T {
        tokio::select! {
            () = work_off(Hand(self.clone())) => unreachable!("it works as long as it is asked to"),
            seen = timeout(Duration::from_secs(100_000), looks) => seen.expect("it happens"),
        }
    }
}

/// Counts who is at it, also when it is dropped in the middle.
struct AtIt(Desk);

impl AtIt {
    fn begins(desk: &Desk) -> Self {
        let mut at_once = desk.0.at_once.lock().unwrap();
        *at_once = (at_once.0 + 1, at_once.1.max(at_once.0 + 1));
        Self(desk.clone())
    }
}

impl Drop for AtIt {
    fn drop(&mut self) {
        self.0.0.at_once.lock().unwrap().0 -= 1;
    }
}

struct Hand(Desk);

impl Worker for Hand {
    type Whose = u8;
    type Piece = (Way, &'static str);
    type Done = &'static str;
    const WHAT: &'static str = "a test";

    async fn next(&mut self) -> Result<Vec<(u8, Duration)>, store::Error> {
        *self.0.0.looks.lock().unwrap() += 1;
        if *self.0.0.is_away.lock().unwrap() {
            return Err(store::Error::Busy);
        }
        let mut next: HashMap<u8, Duration> = HashMap::new();
        for (whose, at, ..) in &*self.0.0.due.lock().unwrap() {
            let left = at.saturating_duration_since(Instant::now());
            next.entry(*whose).and_modify(|it| *it = left.min(*it)).or_insert(left);
        }
        Ok(next.into_iter().collect())
    }

    fn room(&self, _: u8) -> usize {
        ROOM
    }

    async fn take(&mut self, whose: u8, most: usize) -> Result<Vec<Self::Piece>, store::Error> {
        let mut due = self.0.0.due.lock().unwrap();
        let mut taken = Vec::new();
        due.retain(|(of, at, way, name)| {
            let is_taken = *of == whose && *at <= Instant::now() && taken.len() < most;
            if is_taken {
                taken.push((*way, *name));
            }
            !is_taken
        });
        Ok(taken)
    }

    fn work(&self, _: u8, (way, name): Self::Piece) -> impl Future<Output = &'static str> + Send + 'static {
        let desk = self.0.clone();
        async move {
            let _at_it = AtIt::begins(&desk);
            match way {
                Way::Takes(time) => sleep(time).await,
                Way::Panics => panic!("{name}"),
            }
            name
        }
    }

    fn done(&mut self, _: u8, name: &'static str) {
        self.0.0.done.lock().unwrap().push(name);
        self.0.0.changed.notify_one();
    }

    async fn bell(&mut self) {
        self.0.0.rang.notified().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_ends_one_and_neither_its_neighbours_nor_the_worker() {
    let desk = Desk::default();
    desk.add(1, Duration::ZERO, Way::Panics, "broken");
    desk.add(1, Duration::ZERO, Way::Takes(Duration::from_secs(1)), "beside it");
    desk.add(1, Duration::from_secs(2), AT_ONCE, "after it");
    assert_eq!(desk.works(desk.sees_done(2)).await, ["beside it", "after it"]);
}

#[tokio::test(start_paused = true)]
async fn what_panics_leaves_its_room() {
    let desk = Desk::default();
    (0..2 * ROOM).for_each(|_| desk.add(1, Duration::ZERO, Way::Panics, "broken"));
    desk.add(1, Duration::ZERO, AT_ONCE, "last");
    assert_eq!(desk.works(desk.sees_done(1)).await, ["last"]);
}

#[tokio::test(start_paused = true)]
async fn what_takes_its_time_holds_up_neither_others_nor_what_has_room_beside_it() {
    let desk = Desk::default();
    (0..ROOM).for_each(|_| desk.add(1, Duration::ZERO, FOR_EVER, "slow"));
    desk.add(1, Duration::ZERO, AT_ONCE, "behind the slow ones");
    desk.add(2, Duration::ZERO, FOR_EVER, "slow");
    for name in ["a", "b", "c"] {
        desk.add(2, Duration::ZERO, AT_ONCE, name);
    }
    let begun = Instant::now();
    assert_eq!(desk.works(desk.sees_done(3)).await, ["a", "b", "c"]);
    assert!(begun.elapsed() < Duration::from_secs(1), "nothing was waited for");
}

#[tokio::test(start_paused = true)]
async fn never_more_are_done_at_once_than_there_is_room_for_and_none_is_left() {
    let desk = Desk::default();
    for _ in 0..20 {
        desk.add(1, Duration::ZERO, Way::Takes(Duration::from_secs(1)), "one of many");
    }
    let begun = Instant::now();
    // It is woken all the time.
    let rings = async {
        loop {
            sleep(Duration::from_millis(100)).await;
            desk.0.rang.notify_one();
        }
    };
    let looks = async {
        tokio::select! {
            done = desk.sees_done(20) => done,
            () = rings => unreachable!("it rings for ever"),
        }
    };
    assert_eq!(desk.works(looks).await.len(), 20);
    assert_eq!(desk.0.at_once.lock().unwrap().1, ROOM);
    assert_eq!(begun.elapsed().as_secs(), 10, "room that is free is used");
}

#[tokio::test(start_paused = true)]
async fn it_sleeps_until_the_next_is_due_and_not_longer() {
    let desk = Desk::default();
    desk.add(1, Duration::from_millis(4_321), AT_ONCE, "later");
    let begun = Instant::now();
    desk.works(desk.sees_done(1)).await;
    assert_eq!(begun.elapsed().as_millis(), 4_321);
    assert!(*desk.0.looks.lock().unwrap() <= 3, "it looks when something is due, not all the time");
}

#[tokio::test(start_paused = true)]
async fn a_bell_wakes_it_and_without_one_it_looks_now_and_then() {
    let desk = Desk::default();
    let looks = async {
        // It sleeps, for nothing is due.
        sleep(Duration::from_secs(1)).await;
        let begun = Instant::now();
        desk.add(1, Duration::ZERO, AT_ONCE, "rung for");
        desk.0.rang.notify_one();
        desk.sees_done(1).await;
        let rung_for = begun.elapsed();
        sleep(Duration::from_secs(1)).await;
        let begun = Instant::now();
        desk.add(1, Duration::ZERO, AT_ONCE, "of another process");
        desk.sees_done(2).await;
        (rung_for, begun.elapsed())
    };
    let (rung_for, found) = desk.works(looks).await;
    assert!(rung_for < SHORTEST_SLEEP && found > SHORTEST_SLEEP && found <= LONGEST_SLEEP, "{rung_for:?}, {found:?}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_looked_for_is_looked_for_again() {
    let desk = Desk::default();
    *desk.0.is_away.lock().unwrap() = true;
    desk.add(1, Duration::ZERO, AT_ONCE, "waits");
    let begun = Instant::now();
    let looks = async {
        sleep(AFTER_FAILURE * 5 / 2).await;
        assert!(desk.done().is_empty());
        *desk.0.is_away.lock().unwrap() = false;
        desk.sees_done(1).await;
    };
    desk.works(looks).await;
    assert_eq!(begun.elapsed(), AFTER_FAILURE * 3);
    assert!(*desk.0.looks.lock().unwrap() <= 5, "it does not ask all the time");
}

#[tokio::test(start_paused = true)]
async fn when_it_is_stopped_all_stops_that_it_had_begun() {
    let desk = Desk::default();
    (0..ROOM).for_each(|_| desk.add(1, Duration::ZERO, FOR_EVER, "slow"));
    let worker = tokio::spawn(work_off(Hand(desk.clone())));
    advance(Duration::from_secs(1)).await;
    tokio::task::yield_now().await;
    assert_eq!(desk.0.at_once.lock().unwrap().0, ROOM);
    worker.abort();
    assert!(worker.await.is_err_and(|ended| ended.is_cancelled()));
    tokio::task::yield_now().await;
    assert_eq!(desk.0.at_once.lock().unwrap().0, 0);
    assert!(desk.done().is_empty());
}
