//! Small formats.

use super::{CLASS, class};

/// RFC 4122 §3: 8-4-4-4-12 hexadecimal digits. Without branches: most are right.
pub fn uuid(text: &str) -> bool {
    let Ok(bytes) = <&[u8; 36]>::try_from(text.as_bytes()) else {
        return false;
    };
    let hyphens = bytes[8] == b'-' && bytes[13] == b'-' && bytes[18] == b'-' && bytes[23] == b'-';
    let mut digits = class::HEX;
    for (index, byte) in bytes.iter().enumerate() {
        if !matches!(index, 8 | 13 | 18 | 23) {
            digits &= CLASS[*byte as usize];
        }
    }
    hyphens && digits != 0
}

/// RFC 6901
pub fn json_pointer(text: &str) -> bool {
    if !text.is_empty() && !text.starts_with('/') {
        return false;
    }
    text.split('~')
        .skip(1)
        .all(|rest| rest.starts_with(['0', '1']))
}

/// draft-bhutton-relative-json-pointer-00
pub fn relative_json_pointer(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (up, rest) = text.split_at(digits);
    digits > 0 && (up == "0" || !up.starts_with('0')) && (rest == "#" || json_pointer(rest))
}

/// Digits with an optional sign and fraction, at most 28 of them: what `rust_decimal` holds exactly.
pub fn decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction) && whole.trim_start_matches('0').len() + fraction.len() <= 28
}
