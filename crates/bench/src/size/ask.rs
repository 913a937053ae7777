//! What an operator's and an administrator's day asks of such a desk.

use super::{
    Asked,
    fill::{OF_A_CLIENT, OPERATORS, WORDS},
};
use crate::{
    figures::Latencies,
    http::Http,
    lab::Lab,
    seed::{ADMINISTRATOR, sign_in},
};
use anyhow::Context as _;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::Value;
use std::{net::SocketAddr, path::Path, time::Instant};

/// Answers that are not counted: caches fill.
const WARM_UP: usize = 5;

/// Asks everything `times` times, each time for something else.
///
/// # Errors
/// When the server fails or refuses.
pub async fn ask(lab: &Lab, folder: &Path, conversations: usize, times: usize) -> anyhow::Result<Asked> {
    let running = lab.start_hovorna(folder, &[lab.server_core]).await?;
    let address = running.address;
    let administrator = sign_in(address, ADMINISTRATOR).await?;
    let mut random = StdRng::seed_from_u64(2);
    let operator = sign_in(address, &format!("operator{}@bench.example", random.random_range(0..OPERATORS))).await?;

    let waiting = ids(address, &administrator, "waiting").await?;
    let ended = Pages::of(address, &administrator).await?;
    let own = Pages::of(address, &operator).await?;
    let mut asked = Asked::new();
    let mut measure = async |what, who: &str, path: &mut dyn FnMut() -> String| -> anyhow::Result<()> {
        let (mut http, mut found) = (Http::open(address).await?, Latencies::default());
        for n in 0..WARM_UP + times {
            let (path, began) = (path(), Instant::now());
            let answer = http.send("GET", &path, who, "").await?;
            anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
            if n >= WARM_UP {
                found.record(began.elapsed());
            }
        }
        asked.push((what, found.summary()));
        Ok(())
    };
    let mut pick = |from: &[String]| from[random.random_range(0..from.len())].clone();

    measure("the workspace: queue, own talks, colleagues", &operator, &mut || "/api/v1/workspace".into()).await?;
    measure("a preview", &operator, &mut || format!("/api/v1/conversations/{}", pick(&waiting))).await?;
    measure("an ended conversation, whole", &administrator, &mut || {
        format!("/api/v1/conversations/{}", pick(&ended.conversations))
    })
    .await?;
    measure("older events", &administrator, &mut || {
        format!("/api/v1/conversations/{}/events?before=10", pick(&ended.conversations))
    })
    .await?;
    for state in ["waiting", "active", "ended"] {
        let path = format!("/api/v1/conversations?state={state}&limit=50");
        let what = match state {
            "waiting" => "list: all who wait, first page",
            "active" => "list: all talks, first page",
            _ => "list: all that ended, first page",
        };
        measure(what, &administrator, &mut || path.clone()).await?;
    }
    let page = |after: String| format!("/api/v1/conversations?state=ended&limit=50&after={after}");
    measure("list: all that ended, any page", &administrator, &mut || page(pick(&ended.keys))).await?;
    measure("list: own that ended, first page", &operator, &mut || "/api/v1/conversations?state=ended&limit=50".into())
        .await?;
    measure("list: own that ended, any page", &operator, &mut || page(pick(&own.keys))).await?;
    let clients = conversations.div_ceil(OF_A_CLIENT);
    let mut random = StdRng::seed_from_u64(3);
    let word = |random: &mut StdRng| WORDS[random.random_range(0..WORDS.len())];
    let search = |words: String| format!("/api/v1/search?q={}&limit=20", words.replace(' ', "%20"));
    measure("search: a word that everybody says", &administrator, &mut || search(format!("{} ", word(&mut random))))
        .await?;
    measure("search: how a word begins", &administrator, &mut || {
        let word = word(&mut random);
        search(word[..random.random_range(2..=word.len())].to_owned())
    })
    .await?;
    measure("search: three words", &administrator, &mut || {
        search([word(&mut random), word(&mut random), word(&mut random)].join(" "))
    })
    .await?;
    measure("search: two words that stand together", &administrator, &mut || {
        search(format!("%22{} {}%22", word(&mut random), word(&mut random)))
    })
    .await?;
    measure("search: a client by name", &administrator, &mut || {
        search(format!("client {}", random.random_range(0..clients)))
    })
    .await?;
    measure("search: what nobody said", &administrator, &mut || search(format!("{} nowhere", word(&mut random))))
        .await?;
    measure("search: own, a word", &operator, &mut || search(word(&mut random).to_owned())).await?;
    measure("search: own, three words", &operator, &mut || {
        search([word(&mut random), word(&mut random), word(&mut random)].join(" "))
    })
    .await?;
    measure("clients to merge with, by name", &administrator, &mut || {
        let (of, number) = (&waiting[random.random_range(0..waiting.len())], random.random_range(0..clients));
        format!("/api/v1/conversations/{of}/client/candidates?search=client%20{number}")
    })
    .await?;
    running.process.stop()?;
    Ok(asked)
}

/// Places all over a long list.
struct Pages {
    conversations: Vec<String>,
    /// What `after` can be.
    keys: Vec<String>,
}

impl Pages {
    /// Some pages of what ended: the first, and from there by leaps through the years.
    async fn of(address: SocketAddr, who: &str) -> anyhow::Result<Self> {
        const LEAPS: i64 = 200;
        let mut pages = Self { conversations: Vec::new(), keys: Vec::new() };
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        let now = i64::try_from(now.as_millis())?;
        for leap in 0..LEAPS {
            let at = now - leap * 3 * 365 * 86_400_000 / LEAPS;
            let key = format!("{at}_{}", uuid::Uuid::max());
            let path = format!("/api/v1/conversations?state=ended&limit=50&after={key}");
            let page = get(address, who, &path).await?;
            pages.conversations.extend(ids_in(&page));
            pages.keys.push(key);
        }
        Ok(pages)
    }
}

async fn ids(address: SocketAddr, who: &str, state: &str) -> anyhow::Result<Vec<String>> {
    let ids = ids_in(&get(address, who, &format!("/api/v1/conversations?state={state}&limit=200")).await?);
    anyhow::ensure!(!ids.is_empty(), "nothing is {state}");
    Ok(ids)
}

fn ids_in(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["id"].as_str().map(str::to_owned)).collect()
}

async fn get(address: SocketAddr, who: &str, path: &str) -> anyhow::Result<Value> {
    let mut http = Http::open(address).await?;
    http.send("GET", path, who, "").await?.json().with_context(|| path.to_owned())
}
