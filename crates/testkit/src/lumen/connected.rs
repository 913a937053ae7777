//! Another system of Lumen that hears what happens. It is paused: a made-up company writes to nobody.

use super::{Secrets, company::Lumen};
use crate::Telling;
use anyhow::Context as _;
use desk::webhook::{Topic, Trouble};
use store::{Answer, PausedWhy, Webhook};

/// What it heard, what it did not take, and what waits until it is not paused any more.
pub(super) async fn tell(desk: &mut Telling<'_>, lumen: &Lumen, secrets: Secrets<'_>) -> anyhow::Result<()> {
    let (created_at, paused_at) = (lumen.ago(60 * 24 * 3_600), lumen.ago(4 * 60));
    let id = desk.ids.at(created_at);
    let webhook = Webhook {
        id,
        name: "Zákaznický účet".into(),
        url: "https://ucet.lumen.example/hooks/hovorna".into(),
        topics: vec![Topic::Started, Topic::Accepted, Topic::TagsChanged, Topic::Ended],
        sealed: (secrets.told_with)(id).context("what another system is told with cannot be sealed")?,
        before: None,
        created_at,
        paused: Some((paused_at, PausedWhy::ByHand)),
    };
    desk.conn.save_webhook(&webhook).await?;
    let took = Answer { status: Some(204), ..Answer::default() };
    let broken =
        Answer {
            trouble: Some(Trouble::Refused), status: Some(503), said: "Probíhá údržba, zkuste to později".into()
        };
    let mut running = desk.conn.running().await?;
    running.sort_unstable_by_key(|it| (it.queued_at, it.id));
    let mut news = Vec::new();
    for talk in &running {
        let delivery = desk.ids.at(talk.queued_at);
        desk.conn.add_delivery(delivery, id, Topic::Started, (talk.id, 1), talk.queued_at).await?;
        news.push(delivery);
    }
    // The last ones came when it was paused already.
    news.truncate(news.len().saturating_sub(2));
    let most = i64::try_from(news.len())?;
    desk.conn.take_deliveries(id, paused_at, paused_at, most).await?;
    for (n, delivery) in news.into_iter().enumerate() {
        match n {
            1 => desk.conn.not_delivered(delivery, &broken, None, paused_at).await?,
            _ => desk.conn.delivered(delivery, &took, paused_at).await?,
        }
    }
    Ok(())
}
