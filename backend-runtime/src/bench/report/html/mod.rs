//! The report as one HTML file that needs nothing else: no script, no font, no network.
//!
//! Charts are inline SVG; colours come from CSS variables, so dark mode costs nothing; tables scroll on a phone.

mod charts;
mod page;
mod svg;

pub use page::render_html;
