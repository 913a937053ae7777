//! `hovorna serve`: from an empty folder to a desk that answers, and down again without losing anything.

use crate::{
    app::{App, now},
    config::Config,
    consent,
    directory::WidgetDetails,
    http,
    wire::{
        offline::OfflineForm,
        widget::{Corner, FieldKind, FormField, WidgetLook, WidgetText},
    },
    workers,
};
use anyhow::Context as _;
use desk::{Entry, GroupId, ResultId, TagId, WidgetId, offering::Offering};
use std::{collections::BTreeMap, fs, net::SocketAddr, sync::Arc, time::Duration};
use store::{Company, Group, ResultRow, Store, Tag, Widget};
use tokio::net::{TcpListener, TcpSocket};
use uuid::Uuid;

/// Requests under way get this long to finish.
const DRAIN: Duration = Duration::from_secs(10);

/// Connections that wait to be taken. Linux takes the smaller of this and `net.core.somaxconn`, which is 4,096.
const MOST_KNOCKING: u32 = 4_096;

/// Opens the database and gives an empty one its first group, widget and words.
///
/// # Errors
/// When it cannot be opened; the message says what to do.
pub async fn open(config: &Config) -> anyhow::Result<Store> {
    fs::create_dir_all(&config.data)
        .with_context(|| format!("the data folder {} cannot be made", config.data.display()))?;
    let store = Store::open(&config.database_url()).await.context("the database cannot be opened")?;
    seed(&store).await.context("the first group and widget could not be stored")?;
    Ok(store)
}

/// What ends when the process is told to stop.
pub trait Told: Future<Output = ()> + Send + 'static {}
impl<T: Future<Output = ()> + Send + 'static> Told for T {}

/// Serves until told to stop.
///
/// # Errors
/// When it cannot start.
pub async fn serve(config: Config, stop: impl Told) -> anyhow::Result<()> {
    serve_with(config, stop, async |_| Ok(())).await
}

/// Serves until told to stop, and holds meanwhile what is made as soon as it runs.
///
/// # Errors
/// When it cannot start, or that cannot be made.
pub async fn serve_with<T>(
    config: Config,
    stop: impl Told,
    meanwhile: impl AsyncFnOnce(&Arc<App>) -> anyhow::Result<T>,
) -> anyhow::Result<()> {
    let lock = lock_folder(&config)?;
    let store = open(&config).await?;
    http::health::collect_figures();
    let listener = listen(config.listen).with_context(|| format!("cannot listen at {}", config.listen))?;
    let address = listener.local_addr()?;
    let (app, running) = start(config, store, listener, stop).await?;
    let held = meanwhile(&app).await?;
    announce(&app, address).await?;
    running.await??;
    drop(held);
    app.store.close().await;
    drop(lock);
    Ok(())
}

/// As many may knock at once as the system allows: after a restart or a cut all do, and who finds no room knocks again only
/// a second later.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(MOST_KNOCKING)
}

/// Starts workers and HTTP. Returns the state and the task that ends with them.
///
/// # Errors
/// When the database does not answer.
pub async fn start(
    config: Config,
    store: Store,
    listener: TcpListener,
    stop: impl Told,
) -> anyhow::Result<(Arc<App>, tokio::task::JoinHandle<anyhow::Result<()>>)> {
    let mut write = store.write().await?;
    write.conn().everybody_is_away(now()).await?;
    write.conn().release_mails().await?;
    consent::note_all(&mut write.conn(), now()).await?;
    write.commit(|| ()).await?;
    let (app, queues) = App::load(config, store).await?;
    app.files.clear_incoming().await.context("the folder for files cannot be written")?;
    let mut workers = workers::start(&app, queues);
    let router = http::router(Arc::clone(&app));
    let stopping = {
        let app = Arc::clone(&app);
        async move {
            stop.await;
            app.stopping.send_replace(true);
        }
    };
    let served = axum::serve(
        axum::serve::ListenerExt::tap_io(listener, |io| {
            // A frame is not to wait for the next one.
            let _ = io.set_nodelay(true);
        }),
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stopping);
    let told = app.stopping.subscribe();
    let running = tokio::spawn(async move {
        tokio::select! {
            served = async { served.await } => served?,
            () = drained(told) => tracing::warn!("some requests did not finish in time"),
        }
        workers.shutdown().await;
        Ok(())
    });
    Ok((app, running))
}

async fn drained(mut told: tokio::sync::watch::Receiver<bool>) {
    let _ = told.wait_for(|stopping| *stopping).await;
    tokio::time::sleep(DRAIN).await;
}

/// One `serve` per data folder: two would each believe in their own memory.
///
/// # Errors
/// When another one runs on it.
pub fn lock_folder(config: &Config) -> anyhow::Result<fs::File> {
    fs::create_dir_all(&config.data)
        .with_context(|| format!("the data folder {} cannot be made", config.data.display()))?;
    let path = config.data.join("serve.lock");
    let file = fs::File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    file.try_lock()
        .map_err(|_| anyhow::anyhow!("another `hovorna serve` runs on the data folder {}", config.data.display()))?;
    Ok(file)
}

async fn announce(app: &App, address: SocketAddr) -> anyhow::Result<()> {
    let at = app.config.public_url.as_ref().map_or_else(
        || {
            let host = if address.ip().is_loopback() || address.ip().is_unspecified() {
                "localhost".into()
            } else {
                address.ip().to_string()
            };
            format!("http://{host}:{}", address.port())
        },
        |url| url.as_str().trim_end_matches('/').to_owned(),
    );
    println!("Hovorna {} ({})", env!("CARGO_PKG_VERSION"), app.store.kind());
    println!("Console:      {at}/");
    println!("Demo company: {at}/demo");
    if app.store.read().await?.conn().administrators().await? == 0 {
        println!("No administrator exists yet. Set up at {at}/setup?token={}", app.set_up_token);
        println!("Set-up token: {}", app.set_up_token);
    }
    Ok(())
}

/// An empty database gets one group and one widget with the id `demo`, and words to pick from.
async fn seed(store: &Store) -> Result<(), store::Error> {
    if !store.read().await?.conn().groups().await?.is_empty() {
        return Ok(());
    }
    let (now, group) = (now(), GroupId(Uuid::now_v7()));
    let mut write = store.write().await?;
    let mut conn = write.conn();
    // The demo pages' company, until set-up asks for the real name.
    conn.save_company(&Company { name: "Lumen".into(), ..Company::default() }).await?;
    let support = Group {
        id: group,
        name: "Support".into(),
        chat_limit: None,
        accept_seconds: 30,
        service_level_seconds: 60,
        offering: Offering::Everyone,
        overflow: None,
        queue_limit: None,
        wrap_up: None,
        removed_at: None,
    };
    conn.save_group(&support, now).await?;
    let details = serde_json::to_value(demo_widget()).unwrap_or_default();
    let widget = Widget { id: WidgetId("demo".into()), name: "Demo company".into(), group, details, removed_at: None };
    conn.save_widget(&widget, now).await?;
    for name in ["Solved", "Follow-up", "Spam"] {
        conn.save_result(&ResultRow { id: ResultId(Uuid::now_v7()), name: name.into(), removed_at: None }, now).await?;
    }
    for (name, colour) in [("VIP", 2), ("Complaint", 3), ("Order", 1)] {
        conn.save_tag(&Tag { id: TagId(Uuid::now_v7()), name: name.into(), colour, removed_at: None }, now).await?;
    }
    conn.raise_directory_version().await?;
    write.commit(|| ()).await
}

fn demo_widget() -> WidgetDetails {
    let field = |kind, required| FormField { kind, required, choices: BTreeMap::new(), notice: false };
    let text = |launcher: &str, greeting: &str| WidgetText {
        launcher: Some(launcher.to_owned()),
        greeting: Some(greeting.to_owned()),
        ..WidgetText::default()
    };
    WidgetDetails {
        allowed_origins: Vec::new(),
        entries: vec![Entry::Chat],
        form: vec![field(FieldKind::Name, false), field(FieldKind::Message, false)],
        texts: BTreeMap::from([
            ("en".to_owned(), text("Ask us", "Hello, how can we help?")),
            ("cs".to_owned(), text("Poradit", "Dobrý den, s čím vám můžeme pomoct?")),
        ]),
        look: WidgetLook { colour: "#006370".into(), corner: Corner::Right, logo: None },
        routing: Vec::new(),
        offline: OfflineForm::default(),
        rating: true,
        rating_comment: true,
        triggers: Vec::new(),
    }
}
