//! Whether text stands out from what is behind it (WCAG 2.2, 1.4.3).

use serde_json::json;

use crate::webdriver::Session;

/// Visible texts whose contrast is too low, with the ratio. Colours are painted onto a canvas, which
/// knows every way of writing them and how transparent ones mix.
const TOO_FAINT: &str = "
    for (const animation of document.getAnimations()) {
        // Colours that are on their way arrive; what moves for ever has no end to jump to.
        try { animation.finish(); } catch { animation.cancel(); }
    }
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const paint = canvas.getContext('2d', { willReadFrequently: true });
    const read = () => [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    const layer = (color, opacity) => {
        paint.globalAlpha = opacity;
        paint.fillStyle = color;
        paint.fillRect(0, 0, 1, 1);
        paint.globalAlpha = 1;
    };
    const luminance = (color) => {
        const [red, green, blue] = color.map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const lineage = (element) => {
        const elements = [];
        for (let next = element; next; next = next.parentElement) elements.unshift(next);
        return elements;
    };
    const ratio = (element, color) => {
        let opacity = 1;
        layer('white', 1);
        for (const part of lineage(element)) {
            const style = getComputedStyle(part);
            opacity *= Number(style.opacity);
            layer(style.backgroundColor, opacity);
        }
        const behind = luminance(read());
        layer(color, opacity);
        const before = luminance(read());
        return (Math.max(behind, before) + 0.05) / (Math.min(behind, before) + 0.05);
    };
    const isShown = (element) => {
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        return box.width > 2 && box.height > 2 && style.visibility === 'visible' &&
            element.checkVisibility() && !element.closest('[disabled]') &&
            !lineage(element).some((part) => getComputedStyle(part).clipPath !== 'none');
    };
    const faint = [];
    let texts = 0;
    const judge = (element, color, words) => {
        const style = getComputedStyle(element);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const found = ratio(element, color);
        texts += 1;
        if (found < (isLarge ? 3 : 4.5)) {
            faint.push(`${found.toFixed(2)} ${words.slice(0, 40)} (${element.className})`);
        }
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const words = walker.currentNode.data.trim();
        const element = walker.currentNode.parentElement;
        if (!words || element.closest('script, style, title, desc, option') || !isShown(element)) continue;
        const style = getComputedStyle(element);
        judge(element, element instanceof SVGElement ? style.fill : style.color, words);
    }
    for (const field of document.querySelectorAll('input, select, textarea')) {
        if (!isShown(field) || ['checkbox', 'radio', 'hidden'].includes(field.type)) continue;
        if (field.value) judge(field, getComputedStyle(field).color, field.value);
        if (field.placeholder) {
            judge(field, getComputedStyle(field, '::placeholder').color, field.placeholder);
        }
    }
    return { texts, faint };
";

/// Fails unless every visible text has a contrast of 4.5, or of 3 where it is large.
pub(crate) async fn assert_legible(session: &Session, place: &str) {
    let found = session.script(TOO_FAINT, &[]).await;
    assert_eq!(found["faint"], json!([]), "{place}: contrast is too low");
    assert!(found["texts"].as_u64().is_some_and(|texts| texts > 3), "{place}: {found}");
}
