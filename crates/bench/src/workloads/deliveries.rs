//! W7: a messenger calls a webhook, faster than people write; beside a handler that only verifies the signature.

use crate::{
    figures::{Figures, Latencies},
    http::Http,
    lab::{Lab, NOBODY, Running, System},
    pace::{self, Pace},
    relay::HOOK,
    seed::{ADMINISTRATOR, Seed, send, sign_in},
};
use anyhow::Context as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use std::{
    cell::RefCell,
    fmt::Write as _,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{sync::mpsc::unbounded_channel, task::spawn_local};

/// What both sides sign with.
pub const APP_SECRET: &str = "bench-app-secret-0123456789abcdef";
/// The number that is written to.
const NUMBER: &str = "106540352242922";
/// Deliveries a second.
const RATE: f64 = 200.0;
/// Connections they come over.
const LANES: usize = 32;
/// Clients who write them.
const CLIENTS: usize = 200;
/// What was acknowledged is taken in within this.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is asked whether it was.
const LOOK: Duration = Duration::from_millis(100);

/// A delivery as it is sent: the line of its signature, and its body.
type Delivery = (String, String);

/// What became of the deliveries.
#[derive(Default)]
struct Acknowledged {
    latencies: Latencies,
    failed: u64,
}

/// Sends so many deliveries of one message each.
///
/// # Errors
/// When the server fails.
pub async fn run(lab: &Lab, system: System, seed: &Seed, deliveries: usize, random: u64) -> anyhow::Result<Figures> {
    let running = lab.start(system, seed).await?;
    let path = match system {
        System::Relay => HOOK.to_owned(),
        System::Hovorna => connect(&running).await?,
    };
    let cpu = running.process.cpu()?;
    let began = Instant::now();
    let told = Rc::new(RefCell::new(Acknowledged::default()));
    let mut lanes = Vec::new();
    for _ in 0..LANES {
        let (give, mut given) = unbounded_channel::<(Instant, Delivery)>();
        let (mut http, path, told) = (Http::open(running.address).await?, path.clone(), Rc::clone(&told));
        let lane = spawn_local(async move {
            while let Some((at, (signature, body))) = given.recv().await {
                let answer = http.send("POST", &path, &signature, &body).await;
                let mut told = told.borrow_mut();
                match answer {
                    Ok(answer) if answer.status == 200 => told.latencies.record(at.elapsed()),
                    Ok(_) | Err(_) => told.failed += 1,
                }
            }
        });
        lanes.push((give, lane));
    }
    let all: Vec<Delivery> = (0..deliveries).map(delivery).collect();
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let lasts = Duration::from_secs_f64(deliveries as f64 / RATE * 2.0);
    let mut due = pace::start(Pace::new(RATE, LANES, random), lasts);
    for delivery in all {
        let due = due.recv().await.context("the pace ended early")?;
        let _ = lanes[due.side].0.send((due.at, delivery));
    }
    for (give, lane) in lanes {
        drop(give);
        lane.await?;
    }
    let sent_in = began.elapsed();
    let taken_in = if system == System::Hovorna { taken_in(&running, deliveries).await? } else { deliveries };
    let (told, cpu) = (told.borrow(), running.process.cpu()? - cpu);
    let summary = told.latencies.summary();
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    let figures = [
        ("acknowledged_p50_ms", summary.p50),
        ("acknowledged_p99_ms", summary.p99),
        ("acknowledged_max_ms", summary.max),
        ("failed", told.failed as f64),
        ("lost", deliveries.saturating_sub(taken_in) as f64),
        ("sent_in_s", sent_in.as_secs_f64()),
        ("taken_in_s", began.elapsed().as_secs_f64()),
        ("cpu_s", cpu.as_secs_f64()),
    ];
    Ok(figures.map(|(name, figure)| (name.to_owned(), figure)).into())
}

/// Connects the number; the path of its webhook.
async fn connect(running: &Running) -> anyhow::Result<String> {
    let administrator = sign_in(running.address, ADMINISTRATOR).await?;
    let groups = send(running.address, "GET", "/api/v1/groups", &administrator, "").await?;
    let settings = json!({"phone_number_id": NUMBER, "waba_id": "1", "access_token": "none", "app_secret": APP_SECRET});
    let channel = json!({"kind": "whatsapp", "name": "Bench", "target": {"group": groups["items"][0]["id"]},
        "settings": settings});
    let made = send(running.address, "POST", "/api/v1/channels", &administrator, &channel.to_string()).await?;
    Ok(format!("/hooks/whatsapp/{}", made["id"].as_str().context("no channel")?))
}

/// The nth message, signed.
fn delivery(n: usize) -> Delivery {
    let from = format!("4209{:08}", n % CLIENTS);
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages",
        "value": {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": format!("Client {}", n % CLIENTS)}, "wa_id": from}],
        "messages": [{"from": from, "id": format!("wamid.{n}"), "timestamp": "1793600000", "type": "text",
            "text": {"body": "x".repeat(120)}}]}}]}]})
    .to_string();
    let mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).expect("a key of any length");
    let mac = mac.chain_update(&body).finalize().into_bytes();
    let hex = mac.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    (format!("x-hub-signature-256: sha256={hex}"), body)
}

/// How many messages were taken in, once all were or nobody waits any more.
async fn taken_in(running: &Running, wanted: usize) -> anyhow::Result<usize> {
    let began = Instant::now();
    loop {
        let mut http = Http::open(running.address).await?;
        let answer = http.send("GET", "/metrics", NOBODY, "").await?;
        let text = String::from_utf8_lossy(answer.body);
        let line = text.lines().find_map(|line| line.strip_prefix("hovorna_channel_messages_total "));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let taken = line.and_then(|count| count.trim().parse::<f64>().ok()).unwrap_or_default() as usize;
        if taken >= wanted || began.elapsed() > PATIENCE {
            return Ok(taken);
        }
        tokio::time::sleep(LOOK).await;
    }
}
