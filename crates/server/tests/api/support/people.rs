//! Operators and clients: each with what its browser would send.

use super::{Answer, Desk, Line, PATIENCE, new_id};
use reqwest::Method;
use serde_json::{Value, json};
use server::secret;
use std::net::SocketAddr;
use uuid::Uuid;

/// An operator who is signed in.
pub struct Operator {
    pub id: String,
    pub cookie: String,
    pub address: SocketAddr,
    http: reqwest::Client,
}

impl Operator {
    /// Who just signed in with this answer.
    #[track_caller]
    pub fn of(desk: &Desk, answer: Answer) -> Self {
        let cookie = answer.headers.get("set-cookie").map(|value| value.to_str().unwrap().to_owned());
        let session = answer.ok();
        let cookie = cookie.unwrap().split(';').next().unwrap().to_owned();
        let id = session["operator"]["id"].as_str().unwrap().to_owned();
        Self { id, cookie, address: desk.address, http: desk.http.clone() }
    }

    /// The same browser, after the desk moved to another port.
    pub fn at(self, desk: &Desk) -> Self {
        Self { address: desk.address, ..self }
    }

    /// The browser without its session, for requests of one's own making.
    pub const fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Sends a request of the API; `path` after `/api/v1`.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("http://{}/api/v1{path}", self.address);
        let mut request = self.http.request(method, url).header("cookie", &self.cookie);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::to(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends a file; `path` after `/api/v1`.
    pub async fn upload(&self, path: &str, bytes: Vec<u8>) -> Answer {
        let url = format!("http://{}/api/v1{path}", self.address);
        Answer::to(self.http.put(url).header("cookie", &self.cookie).body(bytes)).await
    }

    /// A change of one conversation.
    pub async fn act(&self, conversation: Uuid, what: &str, body: &Value) -> Answer {
        self.post(&format!("/conversations/{conversation}/{what}"), body).await
    }

    pub async fn accept(&self, conversation: Uuid) -> Answer {
        self.act(conversation, "accept", &json!({})).await
    }

    pub async fn says(&self, conversation: Uuid, text: &str) -> Answer {
        self.act(conversation, "messages", &json!({"id": new_id(), "text": text})).await
    }

    /// The view of one conversation.
    pub async fn view(&self, conversation: Uuid) -> Answer {
        self.get(&format!("/conversations/{conversation}")).await
    }

    /// The ids of the own queue, in its order.
    pub async fn queue(&self) -> Vec<String> {
        let workspace = self.get("/workspace").await.ok();
        workspace["queue"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Changes single settings of the company.
    pub async fn change_settings(&self, change: impl FnOnce(&mut Value)) {
        let mut settings = self.get("/settings").await.ok();
        change(&mut settings);
        self.put("/settings", &settings).await.ok();
    }

    /// Asks until it is so.
    pub async fn sees(&self, conversation: Uuid, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let asked = tokio::time::timeout(PATIENCE, async {
            loop {
                let view = self.view(conversation).await.ok();
                if fits(&view["conversation"]) {
                    return view;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        });
        asked.await.unwrap_or_else(|_| panic!("{what} did not happen"))
    }

    /// The console's socket, greeted.
    pub async fn live(&self) -> Line {
        let url = format!("ws://{}/api/v1/live", self.address);
        let mut line = Line::open(&url, &[("cookie", &self.cookie)]).await.unwrap();
        line.hears_type("hello").await;
        line
    }
}

/// A browser with a widget on its page.
pub struct Client {
    pub token: String,
    address: SocketAddr,
    http: reqwest::Client,
}

impl Client {
    pub fn new(desk: &Desk) -> Self {
        Self { token: secret::token(), address: desk.address, http: desk.http.clone() }
    }

    /// The same browser, after the desk moved to another port.
    pub fn at(self, desk: &Desk) -> Self {
        Self { address: desk.address, ..self }
    }

    /// Sends a request of a widget; `path` after `/widget/v1`.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>, more: &[(&str, &str)]) -> Answer {
        let url = format!("http://{}/widget/v1{path}", self.address);
        let mut request = self.http.request(method, url).header("x-hovorna-client", &self.token);
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::to(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    /// Sends a file; `path` after `/widget/v1`.
    pub async fn upload(&self, path: &str, bytes: Vec<u8>) -> Answer {
        let url = format!("http://{}/widget/v1{path}", self.address);
        Answer::to(self.http.put(url).header("x-hovorna-client", &self.token).body(bytes)).await
    }

    /// Comes in through the demo company's widget, with more in the request as wished.
    pub async fn enters_with(&self, id: Uuid, more: Value) -> Answer {
        let mut enter = json!({"id": id, "widget": "demo", "entry": "chat"});
        let (Value::Object(enter), Value::Object(more)) = (&mut enter, more) else { unreachable!() };
        enter.extend(more);
        self.post("/conversations", &Value::Object(enter.clone())).await
    }

    /// Comes in and returns the conversation.
    pub async fn enters(&self) -> Uuid {
        let id = new_id();
        self.enters_with(id, json!({})).await.ok();
        id
    }

    pub async fn says(&self, conversation: Uuid, text: &str) -> Answer {
        self.post("/messages", &json!({"id": new_id(), "conversation": conversation, "text": text})).await
    }

    pub async fn leaves(&self, conversation: Uuid) -> Answer {
        self.post(&format!("/conversations/{conversation}/end"), &json!({})).await
    }

    /// The widget's socket, greeted.
    pub async fn live(&self, conversation: Uuid, after: i64) -> Line {
        let url = format!("ws://{}/widget/v1/live?widget=demo", self.address);
        let mut line = Line::open(&url, &[]).await.unwrap();
        line.says(json!({"type": "hello", "token": self.token, "conversation": conversation, "after": after})).await;
        line.hears_type("hello").await;
        line
    }
}
