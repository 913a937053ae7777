//! The pages through which clients come to Lumen, each with its widget.

use super::people::Queue;
use desk::{WidgetId, routing::Rule};
use serde_json::{Value, json};

/// Who is told of what clients leave while nobody is there.
pub(super) const TOLD_OF_REQUESTS: &str = "podpora@lumen.example";

/// The pages with a widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    Main,
    Portal,
    Shop,
    Complaints,
}

impl Site {
    /// All of them.
    pub(super) const ALL: [Self; 4] = [Self::Main, Self::Portal, Self::Shop, Self::Complaints];

    /// Whose queue its clients wait in.
    pub(super) const fn queue(self) -> Queue {
        match self {
            Self::Main => Queue::Support,
            Self::Portal => Queue::Billing,
            Self::Shop => Queue::Solar,
            Self::Complaints => Queue::Complaints,
        }
    }

    /// The widget's short name and its name, and the site's address.
    pub(super) const fn widget(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Main => ("demo", "Hlavní web", "https://lumen.example"),
            Self::Portal => ("muj-lumen", "Můj Lumen", "https://portal.lumen.example"),
            Self::Shop => ("solar-shop", "Solar shop", "https://shop.lumen.example"),
            Self::Complaints => ("reklamace", "Reklamace", "https://reklamace.lumen.example"),
        }
    }

    /// The widget's short name.
    pub(super) const fn short(self) -> &'static str {
        self.widget().0
    }

    /// The widget.
    pub(super) fn id(self) -> WidgetId {
        WidgetId(self.short().into())
    }

    /// The address of one of its pages.
    pub(super) fn url(self, path: &str) -> String {
        format!("{}{path}", self.widget().2)
    }
}

/// What the server keeps of a widget.
pub(super) fn details(origins: &Value, rules: &[Rule]) -> Value {
    let consent = "https://lumen.example/privacy";
    json!({
        "allowed_origins": origins,
        "entries": desk::Entry::ALL,
        "form": [
            {"kind": "name", "required": false},
            {"kind": "phone", "required": false},
            {"kind": "topic", "required": false, "choices": {
                "en": ["Billing", "Moving", "Advance", "Something else"],
                "cs": ["Vyúčtování", "Přepis", "Záloha", "Něco jiného"],
            }},
            {"kind": "message", "required": false},
        ],
        "texts": {
            "en": {
                "launcher": "Ask us",
                "greeting": "Hello, how can we help?",
                "waiting": "You may go on reading. It rings when one of us is with you.",
                "consent": "You agree that we process your data to answer you.",
                "consent_url": consent,
            },
            "cs": {
                "launcher": "Poradit",
                "greeting": "Dobrý den, s čím vám můžeme pomoct?",
                "waiting": "Stránku můžete dál prohlížet. Až se poradce připojí, cinkneme.",
                "consent": "Souhlasíte se zpracováním údajů, abychom vám mohli odpovědět.",
                "consent_url": consent,
            },
        },
        "offline": {
            "on": true,
            "email": TOLD_OF_REQUESTS,
            "fields": [
                {"kind": "name", "required": false},
                {"kind": "email", "required": true},
                {"kind": "phone", "required": false},
                {"kind": "message", "required": true},
            ],
            "time": true,
        },
        "rating": true,
        "routing": rules,
        "triggers": [{
            "id": "00000000-0000-7000-8000-000000000001",
            "name": "Moving",
            "on": true,
            "when": [
                {"kind": "stays", "seconds": 40},
                {"kind": "page", "how": "like", "value": "/prepis/*"},
                {"kind": "online"},
            ],
            "often": {"kind": "visit"},
            "does": "bubble",
            "texts": {"en": "Moving house? We will help.", "cs": "Stěhujete se? Poradíme."},
        }],
        "look": {"colour": "#006370", "corner": "right"},
    })
}
