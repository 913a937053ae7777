//! Files that clients send: a picture of an electricity meter, one of its label, a document. Drawn here, for a photograph
//! would weigh more than all of this.

/// A picture of few colours.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Left, top, width, height, in pixels.
type Box4 = [usize; 4];

const COLOURS: [[u8; 3]; 18] = [
    [201, 193, 178],
    [188, 179, 163],
    [58, 66, 70],
    [226, 229, 224],
    [158, 174, 140],
    [34, 40, 34],
    [150, 156, 154],
    [196, 52, 44],
    [250, 249, 245],
    [24, 24, 26],
    [214, 225, 226],
    [233, 196, 170],
    [86, 62, 48],
    [46, 116, 98],
    [164, 72, 64],
    [206, 222, 205],
    [226, 150, 84],
    [246, 226, 200],
];
const WALL: u8 = 0;
const JOINT: u8 = 1;
const CASE: u8 = 2;
const FACE: u8 = 3;
const DISPLAY: u8 = 4;
const DIGIT: u8 = 5;
const PRINT: u8 = 6;
const LAMP: u8 = 7;
const PAPER: u8 = 8;
const INK: u8 = 9;
const AIR: u8 = 10;
const SKIN: u8 = 11;
const HAIR: u8 = 12;
const GREEN: u8 = 13;
const RED: u8 = 14;
const MEADOW: u8 = 15;
const FUR: u8 = 16;
const MUZZLE: u8 = 17;

/// What somebody wears on a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shirt {
    /// A green one.
    Green,
    /// A red one.
    Red,
}

/// Which of the seven strokes make a digit: top, upper left, upper right, middle, lower left, lower right, bottom.
const STROKES: [u8; 10] = [
    0b111_0111, 0b001_0010, 0b101_1101, 0b101_1011, 0b011_1010, 0b110_1011, 0b110_1111, 0b101_0010, 0b111_1111,
    0b111_1011,
];

/// An electricity meter on a wall, as PNG.
///
/// # Errors
/// Never, but the encoder says so.
pub fn meter() -> anyhow::Result<Vec<u8>> {
    let mut canvas = Canvas::of(800, 600, WALL);
    for row in 0..6 {
        canvas.fill([0, row * 110 + 40, 800, 4], JOINT);
        for column in 0..5 {
            let (top, bottom) = ((row * 110).saturating_sub(66), row * 110 + 40);
            canvas.fill([column * 200 + (row % 2) * 100, top, 4, bottom - top], JOINT);
        }
    }
    canvas.round([230, 40, 340, 520], 26, CASE);
    canvas.round([254, 66, 292, 380], 14, FACE);
    canvas.round([280, 120, 240, 92], 8, DISPLAY);
    canvas.digits("047112", [298, 138, 26, 56], 11, DIGIT);
    for (row, width) in [150, 210, 180, 120].into_iter().enumerate() {
        canvas.fill([280, 240 + row * 22, width, 8], PRINT);
    }
    canvas.bars("859182400204561120", [280, 344, 220, 44], INK);
    canvas.round([510, 396, 18, 18], 9, LAMP);
    for screw in [300, 480] {
        canvas.round([screw, 476, 24, 24], 12, PRINT);
    }
    canvas.png()
}

/// The label of a meter with its code, as PNG.
///
/// # Errors
/// Never, but the encoder says so.
pub fn label() -> anyhow::Result<Vec<u8>> {
    let mut canvas = Canvas::of(600, 800, CASE);
    canvas.round([50, 160, 500, 460], 10, PAPER);
    canvas.fill([90, 204, 260, 22], INK);
    for (row, width) in [340, 300, 380].into_iter().enumerate() {
        canvas.fill([90, 260 + row * 30, width, 10], PRINT);
    }
    canvas.bars("859182400204561120", [90, 380, 420, 120], INK);
    canvas.digits("859182400204561120", [90, 530, 15, 34], 8, INK);
    canvas.png()
}

/// Somebody in this shirt, as PNG.
///
/// # Errors
/// Never, but the encoder says so.
pub fn portrait(shirt: Shirt) -> anyhow::Result<Vec<u8>> {
    let (worn, long_hair) = match shirt {
        Shirt::Green => (GREEN, true),
        Shirt::Red => (RED, false),
    };
    let mut canvas = Canvas::of(256, 256, AIR);
    if long_hair {
        canvas.round([68, 44, 120, 150], 56, HAIR);
    }
    canvas.round([36, 178, 184, 140], 62, worn);
    canvas.round([108, 150, 40, 54], 18, SKIN);
    canvas.round([82, 58, 92, 116], 46, SKIN);
    canvas.round([78, 42, 100, 46], 23, HAIR);
    for eye in [106, 142] {
        canvas.round([eye, 106, 9, 9], 4, INK);
    }
    canvas.round([112, 142, 32, 6], 3, RED);
    canvas.png()
}

/// A cat, as somebody may show instead of a face, as PNG.
///
/// # Errors
/// Never, but the encoder says so.
pub fn cat() -> anyhow::Result<Vec<u8>> {
    let mut canvas = Canvas::of(256, 256, MEADOW);
    canvas.round([58, 186, 140, 120], 60, FUR);
    for left in [58, 140] {
        canvas.peak([left, 34, 58, 76], FUR);
        canvas.peak([left + 15, 60, 28, 44], RED);
    }
    canvas.round([48, 76, 160, 140], 68, FUR);
    canvas.round([84, 138, 88, 66], 32, MUZZLE);
    for eye in [88, 148] {
        canvas.round([eye, 112, 20, 26], 10, INK);
        canvas.round([eye + 10, 116, 6, 6], 3, PAPER);
    }
    canvas.round([118, 146, 20, 13], 6, RED);
    canvas.fill([126, 158, 4, 14], INK);
    canvas.round([106, 170, 22, 5], 2, INK);
    canvas.round([128, 170, 22, 5], 2, INK);
    for (row, stripe) in [80, 96].into_iter().enumerate() {
        canvas.round([116 + row * 4, stripe, 24 - row * 8, 7], 3, HAIR);
    }
    for whisker in [152, 166] {
        canvas.fill([26, whisker, 50, 3], INK);
        canvas.fill([180, whisker, 50, 3], INK);
    }
    canvas.png()
}

/// A document of one page that says this, as PDF. The words are Latin ones.
#[must_use]
pub fn pdf(title: &str, lines: &[&str]) -> Vec<u8> {
    let shown: String = lines.iter().map(|line| format!("({line}) Tj 0 -22 Td\n")).collect();
    let page = format!("BT /F1 20 Tf 72 760 Td ({title}) Tj /F1 12 Tf 0 -44 Td\n{shown}ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table = file.len();
    let size = places.len() + 1;
    file += &format!("xref\n0 {size}\n0000000000 65535 f \n");
    for place in places {
        file += &format!("{place:010} 00000 n \n");
    }
    file += &format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    file.into_bytes()
}

impl Canvas {
    fn of(width: usize, height: usize, colour: u8) -> Self {
        Self { width, height, pixels: vec![colour; width * height] }
    }

    fn fill(&mut self, [left, top, width, height]: Box4, colour: u8) {
        for y in top..(top + height).min(self.height) {
            let (from, to) = (left.min(self.width), (left + width).min(self.width));
            self.pixels[y * self.width + from..y * self.width + to].fill(colour);
        }
    }

    /// With round corners.
    fn round(&mut self, [left, top, width, height]: Box4, radius: usize, colour: u8) {
        for y in 0..height {
            // How far the nearer edge is within the corner's circle.
            let within = radius.saturating_sub(y.min(height - 1 - y));
            let off = radius - (radius * radius - within * within).isqrt();
            self.fill([left + off, top + y, width - 2 * off, 1], colour);
        }
    }

    /// A triangle that stands on its longest side.
    fn peak(&mut self, [left, top, width, height]: Box4, colour: u8) {
        for y in 0..height {
            let wide = width * (y + 1) / height;
            self.fill([left + (width - wide) / 2, top + y, wide, 1], colour);
        }
    }

    /// Digits of seven strokes in boxes of this size, so far apart.
    fn digits(&mut self, text: &str, [left, top, width, height]: Box4, apart: usize, colour: u8) {
        let (thick, half) = (width / 5, height / 2);
        for (n, digit) in text.bytes().filter(u8::is_ascii_digit).enumerate() {
            let (x, strokes) = (left + n * (width + apart), STROKES[usize::from(digit - b'0')]);
            let boxes: [Box4; 7] = [
                [x, top, width, thick],
                [x, top, thick, half],
                [x + width - thick, top, thick, half],
                [x, top + half - thick / 2, width, thick],
                [x, top + half, thick, half],
                [x + width - thick, top + half, thick, half],
                [x, top + height - thick, width, thick],
            ];
            for (n, part) in boxes.into_iter().enumerate() {
                if strokes & (0b100_0000 >> n) != 0 {
                    self.fill(part, colour);
                }
            }
        }
    }

    /// What looks like a bar code.
    fn bars(&mut self, text: &str, [left, top, width, height]: Box4, colour: u8) {
        let each = width / text.len().max(1);
        for (n, digit) in text.bytes().enumerate() {
            let (x, value) = (left + n * each, usize::from(digit - b'0'));
            self.fill([x, top, 1 + value % 4, height], colour);
            self.fill([x + each / 2, top, 1 + value / 4, height], colour);
        }
    }

    fn png(self) -> anyhow::Result<Vec<u8>> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, u32::try_from(self.width)?, u32::try_from(self.height)?);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(COLOURS.concat());
        encoder.write_header()?.write_image_data(&self.pixels)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_small_and_what_they_say() {
        for picture in [meter().unwrap(), label().unwrap(), portrait(Shirt::Green).unwrap(), cat().unwrap()] {
            assert!(picture.starts_with(b"\x89PNG") && picture.len() < 20_000, "{} bytes", picture.len());
        }
        let file = String::from_utf8(pdf("Plna moc", &["Jana Prochazkova"])).unwrap();
        let table: usize = file.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        assert!(file[table..].starts_with("xref"), "a reader finds the table where it is told");
    }
}
