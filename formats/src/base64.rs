//! Base64 (RFC 4648 §4), the OpenAPI format registry's `byte`.

/// RFC 4648 §4, padded.
pub fn byte(text: &str) -> bool {
    decode_base64(text, |_| {}).is_some()
}

/// The value of a letter; `None` for other bytes.
const fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Decodes padded base64 in its canonical form: the bits that padding leaves over are zero.
pub fn decode_base64(text: &str, mut each: impl FnMut(u8)) -> Option<()> {
    let bytes = text.as_bytes();
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    let groups = bytes.len() / 4;
    for (index, group) in bytes.chunks_exact(4).enumerate() {
        let padding = if index + 1 == groups {
            group.iter().rev().take_while(|byte| **byte == b'=').count()
        } else {
            0
        };
        if padding > 2 {
            return None;
        }
        let mut bits = 0_u32;
        for byte in &group[..4 - padding] {
            bits = bits << 6 | u32::from(value(*byte)?);
        }
        bits <<= 6 * padding;
        let decoded = [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
        if decoded[3 - padding..].iter().any(|rest| *rest != 0) {
            return None;
        }
        decoded[..3 - padding].iter().for_each(|byte| each(*byte));
    }
    Some(())
}
