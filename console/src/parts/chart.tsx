import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { usePreferences } from '../format/preferences.tsx';
import type { Series } from '../format/statistics-texts.ts';

export type Line = {
  label: string;
  color: 'good' | 'bad' | 'plain';
  /** Columns instead of a line */
  isBars?: boolean;
};

type Props = {
  series: Series;
  lines: readonly Line[];
  height: number;
  /** Without axes and legend: for a cell of a table */
  isSmall?: boolean;
  /** What the chart shows, in words: for those who do not see it */
  summary: string;
  valueText: (value: number) => string;
};

const colors = {
  light: { good: '#00802f', bad: '#db0000', plain: '#0b5c7d', text: '#424650', grid: '#d7dbe0' },
  dark: { good: '#2bb534', bad: '#ff7a7a', plain: '#7fd0ee', text: '#c6c6cd', grid: '#424650' },
};

/** A chart over time. It is drawn again if the data, the width, or light and dark change. */
export function Chart({ series, lines, height, isSmall = false, summary, valueText }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const { isDark, zone } = usePreferences();
  useEffect(() => {
    const element = container.current;
    if (!element) return undefined;
    const palette = isDark ? colors.dark : colors.light;
    const axis: uPlot.Axis = { stroke: palette.text, grid: { stroke: palette.grid }, ticks: { show: false } };
    const plot = new uPlot(
      {
        width: Math.max(element.clientWidth, 40),
        height,
        ...(isSmall && { padding: [2, 2, 2, 2] as const satisfies uPlot.Padding }),
        legend: { show: !isSmall },
        cursor: { show: !isSmall },
        axes: isSmall
          ? [{ show: false }, { show: false }]
          : [axis, { ...axis, size: 70, values: (_, ticks) => ticks.map(valueText) }],
        scales: { y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.05 : 1] } },
        ...(zone === 'UTC' && { tzDate: timestamp => uPlot.tzDate(new Date(timestamp * 1_000), 'Etc/UTC') }),
        series: [
          {},
          ...lines.map(line => ({
            label: line.label,
            stroke: palette[line.color],
            width: 1.5,
            points: { show: !line.isBars && series[0].length < 3 },
            value: (_: uPlot, value: number | null) => (value === null ? '–' : valueText(value)),
            ...(line.isBars && { fill: palette[line.color], paths: uPlot.paths.bars?.({ size: [0.8, 24] }) }),
          })),
        ],
      },
      series,
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: Math.max(element.clientWidth, 40), height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [series, lines, height, isSmall, isDark, zone, valueText]);
  return (
    <div ref={container} role="img" aria-label={summary} className={isSmall ? 'small-chart' : 'chart'} />
  );
}
