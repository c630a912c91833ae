//! Resampling: how far a change may be off, and how far apart A and A are.

use super::{Block, Metric};
use crate::bench::request::Random;

/// Resamples of each kind.
const ROUNDS: usize = 1000;
/// The confidence of an interval. Five figures are looked at, so each needs more than 95 %.
const CONFIDENCE: f64 = 0.99;

/// Blocks that were measured next to each other: A B B A, so that a drift of the machine falls on both sides alike.
pub(crate) type Quad = [Block; 4];

/// The bounds of a change, and the largest change seen between A and A, for each metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) resolution: f64,
}

/// For quads: resamples whole quads, and relabels inside them for the comparison of A with A.
pub(crate) fn of_quads(quads: &[Quad], seed: u64) -> [Bounds; Metric::ALL.len()] {
    let mut random = Random::new(seed);
    let changes = (0..ROUNDS).map(|_| {
        let picks = (0..quads.len()).map(|_| &quads[random.below(quads.len() as u64) as usize]);
        let (mut a, mut b) = (Block::default(), Block::default());
        for [first, second, third, fourth] in picks {
            [first, fourth].iter().for_each(|block| a.merge(block));
            [second, third].iter().for_each(|block| b.merge(block));
        }
        changes(&a, &b)
    });
    let changes: Vec<_> = changes.collect();
    let mut random = Random::new(seed ^ 1);
    let null = (0..ROUNDS).map(|_| {
        let (mut left, mut right) = (Block::default(), Block::default());
        for [first, second, third, fourth] in quads {
            // Each side gets one block of A and one of B, so a real difference cancels and only noise is left.
            let (mine, theirs) = if random.below(2) == 0 {
                ([first, third], [fourth, second])
            } else {
                ([fourth, second], [first, third])
            };
            mine.iter().for_each(|block| left.merge(block));
            theirs.iter().for_each(|block| right.merge(block));
        }
        self::changes(&left, &right)
    });
    bounds(&changes, &null.collect::<Vec<_>>(), 1.0)
}

/// For runs made apart: resamples stretches of each, and compares halves of each for A with A.
pub(crate) fn of_runs(a: &[Block], b: &[Block], seed: u64) -> [Bounds; Metric::ALL.len()] {
    let mut random = Random::new(seed);
    let drawn: Vec<_> = (0..ROUNDS)
        .map(|_| changes(&stretches(a, &mut random), &stretches(b, &mut random)))
        .collect();
    let null = (0..ROUNDS).map(|round| {
        let (left, right) = halves(if round % 2 == 0 { a } else { b }, &mut random);
        changes(&left, &right)
    });
    // Halves have half the data, so they differ √2 times as much as whole runs do.
    bounds(
        &drawn,
        &null.collect::<Vec<_>>(),
        std::f64::consts::FRAC_1_SQRT_2,
    )
}

/// As many blocks as there are, drawn as stretches of neighbours, because neighbours resemble each other.
fn stretches(blocks: &[Block], random: &mut Random) -> Block {
    let length = (blocks.len() as f64).cbrt().ceil() as usize;
    let mut merged = Block::default();
    let mut taken = 0;
    while taken < blocks.len() {
        let start = random.below(blocks.len() as u64) as usize;
        for step in 0..length.min(blocks.len() - taken) {
            merged.merge(&blocks[(start + step) % blocks.len()]);
            taken += 1;
        }
    }
    merged
}

/// A random half of the blocks, drawn in stretches, and the rest.
fn halves(blocks: &[Block], random: &mut Random) -> (Block, Block) {
    let length = (blocks.len() as f64).cbrt().ceil() as usize;
    let (mut left, mut right) = (Block::default(), Block::default());
    for pair in blocks.chunks(2 * length) {
        let (first, second) = pair.split_at(pair.len().div_ceil(2));
        let swap = random.below(2) == 0;
        first.iter().for_each(|block| {
            if swap {
                right.merge(block)
            } else {
                left.merge(block)
            }
        });
        second.iter().for_each(|block| {
            if swap {
                left.merge(block)
            } else {
                right.merge(block)
            }
        });
    }
    (left, right)
}

fn changes(a: &Block, b: &Block) -> [f64; Metric::ALL.len()] {
    Metric::ALL.map(|metric| metric.compare(a, b).change)
}

fn bounds(
    changes: &[[f64; Metric::ALL.len()]],
    null: &[[f64; Metric::ALL.len()]],
    scale: f64,
) -> [Bounds; Metric::ALL.len()] {
    std::array::from_fn(|metric| {
        let mut drawn: Vec<f64> = changes.iter().map(|change| change[metric]).collect();
        drawn.sort_by(f64::total_cmp);
        let mut apart: Vec<f64> = null.iter().map(|change| change[metric].abs()).collect();
        apart.sort_by(f64::total_cmp);
        let at = |sorted: &[f64], share: f64| {
            sorted[((sorted.len() - 1) as f64 * share).round() as usize]
        };
        Bounds {
            low: at(&drawn, (1.0 - CONFIDENCE) / 2.0),
            high: at(&drawn, f64::midpoint(1.0, CONFIDENCE)),
            resolution: at(&apart, CONFIDENCE) * scale,
        }
    })
}
