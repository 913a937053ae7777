//! How else a client turns out to be known to a messenger: told with the answer to what was sent.

use super::{Action, entering::known_also, merging::as_one};
use crate::problem::Problem;
use channels::Identity;
use desk::{ChannelId, ClientId};
use store::Known;

/// A client is known so, too, and whatever comes under these names is the client's: a number that was written to may be called
/// otherwise by the messenger, and only so it will say who answers.
///
/// # Errors
/// `unavailable`.
pub async fn also_known(
    action: &mut Action,
    channel: ChannelId,
    client: ClientId,
    names: &[Identity],
) -> Result<(), Problem> {
    let Some(mut known) = action.conn().channel_client(channel, client).await? else { return Ok(()) };
    let is_new = |it: &&Identity| !known.known.iter().any(|old| old.kind == it.kind && old.value == it.value);
    let new: Vec<&Identity> = names.iter().filter(is_new).collect();
    if new.is_empty() || action.conn().client_for_change(client).await?.is_none() {
        return Ok(());
    }
    for name in new {
        match action.conn().client_by_identity(name.kind, &name.value).await? {
            None => known_also(action, name.kind, &name.value, client).await?,
            Some(same) if same == client => {}
            Some(other) => {
                as_one(action, None, client, other).await?;
                action.conn().identity_moves(name.kind, &name.value, client).await?;
            }
        }
        known.known.push(Known { kind: name.kind.to_owned(), value: name.value.clone() });
    }
    Ok(action.conn().save_channel_client(channel, client, &known).await?)
}
