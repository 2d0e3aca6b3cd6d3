// Herald's look, as changes to Cloudscape's design tokens. The build makes a stylesheet of it.
//
// Cloudscape's `applyTheme` would do the same in the browser, with a <style> element that the page's
// Content-Security-Policy refuses.
import { generateThemeStylesheet } from '@cloudscape-design/components/theming';

const accent = { light: '#0b5c7d', dark: '#7fd0ee' };
const accentHover = { light: '#083f57', dark: '#b3e4f6' };

export const stylesheet = generateThemeStylesheet({
  theme: {
    tokens: {
      // No font to download: the page may load none (font-src).
      fontFamilyBase:
        "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
      colorTextLinkDefault: accent,
      colorTextLinkHover: accentHover,
      colorTextAccent: accent,
      colorBorderItemFocused: accent,
      colorBackgroundButtonPrimaryDefault: accent,
      colorBackgroundButtonPrimaryHover: accentHover,
      colorBackgroundButtonPrimaryActive: accentHover,
      colorBorderButtonNormalDefault: accent,
      colorTextButtonNormalDefault: accent,
      colorBorderButtonNormalHover: accentHover,
      colorTextButtonNormalHover: accentHover,
      colorBackgroundControlChecked: accent,
    },
  },
});
