//! The words that are picked at Lumen: tags, results, templates.

/// The tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Vip,
    Complaint,
    Order,
    Transfer,
    VipHousehold,
    Billing,
    Solar,
}

/// The results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Solved,
    FollowUp,
    Spam,
}

/// In the order of [`Label`], with their colours; the first three are there from the beginning.
pub(super) const TAGS: [(&str, i32); 7] = [
    ("VIP", 2),
    ("Complaint", 3),
    ("Order", 1),
    ("Přepis odběru", 1),
    ("VIP domácnost", 2),
    ("Vyúčtování", 5),
    ("Fotovoltaika", 4),
];

/// In the order of [`Outcome`].
pub(super) const RESULTS: [&str; 3] = ["Solved", "Follow-up", "Spam"];

/// The reasons to be away, in English and Czech, and whether the time is paid.
pub(super) const AWAY_REASONS: [(&str, &str, bool); 3] =
    [("Lunch", "Oběd", false), ("Training", "Školení", true), ("Back office", "Administrativa", true)];

/// Shortcut, title, folder, language, text. The last one is Klára's own.
pub(super) const TEMPLATES: [[&str; 5]; 10] = [
    [
        "souhlas",
        "Souhlas s převodem",
        "Přepis",
        "cs",
        "Dobrý den, {{client.name}}, posílám formulář souhlasu s převodem odběrného místa {{parameter.EAN}}. Potvrzení přijde na {{client.email}}.",
    ],
    [
        "souhlas-podpis",
        "Souhlas: jak podepsat",
        "Přepis",
        "cs",
        "Podepsaný formulář stačí vyfotit a poslat sem do chatu.",
    ],
    [
        "sou-gdpr",
        "Souhlas se zpracováním údajů",
        "Přepis",
        "cs",
        "Pro ověření totožnosti prosíme o souhlas se zpracováním osobních údajů.",
    ],
    [
        "soucet",
        "Součet záloh",
        "Vyúčtování",
        "cs",
        "Součet zaplacených záloh za období je uveden na druhé straně vyúčtování.",
    ],
    [
        "zaloha",
        "Změna zálohy",
        "Vyúčtování",
        "cs",
        "Zálohu jsem upravila od příštího měsíce. Najdete ji v Můj Lumen, {{client.name}}.",
    ],
    [
        "odstavka",
        "Odstávka: ověřeno",
        "Poruchy",
        "cs",
        "Vaši adresu jsem ověřila: technici jsou na cestě, do dvou hodin by měl proud téct.",
    ],
    ["hello", "Greeting", "", "en", "Hello {{client.name}}, this is {{operator.name}} of {{company}}. How can I help?"],
    ["hours", "Opening hours", "", "en", "We are here from 7:30 to 20:00 every working day. {{operator.name}}"],
    [
        "offer",
        "Offer for a roof",
        "Solar",
        "en",
        "I have sent the offer to {{client.email}}. It is valid for thirty days; {{operator.name}} will call you about the roof.",
    ],
    ["pozdrav", "Pozdrav na konec", "", "cs", "Hezký den přeje {{operator.name}}"],
];
