//! What of a delivery that waits is one client's: for erasing him or her.

use super::meant;
use crate::{app::App, messengers::Ready};
use channels::Identity;
use store::{Deliveries, Hook, Known, Sifted};

/// Reads deliveries of all messengers there are.
pub struct Sifter<'a>(pub &'a App);

impl Deliveries for Sifter<'_> {
    fn without(&self, hook: &Hook, whom: &[Known]) -> Option<Sifted> {
        // Also of one that was removed, or whose secrets do not open: reading needs neither.
        let kind = self.0.directory().channels.iter().find(|it| it.id == hook.channel)?.kind;
        let whom: Vec<Identity> = whom.iter().filter_map(|it| Identity::of(&it.kind, &it.value)).collect();
        let sifted = channels::of(kind.as_str())?.without(hook.body.as_bytes(), &whom)?;
        let called = Ready::of(self.0, hook.channel);
        let gone = sifted.gone.into_iter().filter_map(|heard| {
            let channel = meant(self.0, called.as_ref()?, heard.account.as_deref())?;
            Some((channel, heard.key))
        });
        Some(Sifted { left: sifted.left, gone: gone.collect() })
    }
}
