import type { EChartsOption } from 'echarts';
import { PALETTE } from './palette';

/** Logical pixels; drawn twice as large. A phone shows them 360 wide: so letters are of 20 and more. */
export const WIDTH = 900;
export const FONT = 'Inter';
export const SIZE = { title: 28, text: 20 } as const;
export const MARGIN = 30;

/** What every picture has: its own background with an edge, one font, a title with a line below, nothing that moves. */
export function pictureFrame(title: string, subtitle: string, height: number): EChartsOption {
  return {
    animation: false,
    backgroundColor: PALETTE.background,
    textStyle: { fontFamily: FONT, fontSize: SIZE.text, color: PALETTE.text },
    title: {
      text: title,
      subtext: subtitle,
      left: MARGIN - 5, // ECharts pads titles by 5
      top: 16,
      itemGap: 8,
      textStyle: { fontFamily: FONT, fontSize: SIZE.title, fontWeight: 600, color: PALETTE.text },
      subtextStyle: { fontFamily: FONT, fontSize: SIZE.text, color: PALETTE.quiet },
    },
    graphic: {
      elements: [
        {
          type: 'rect',
          silent: true,
          shape: { x: 1, y: 1, width: WIDTH - 2, height: height - 2 },
          style: { fill: 'none', stroke: PALETTE.border, lineWidth: 2 },
        },
      ],
    },
  };
}

export const axisText = { fontFamily: FONT, fontSize: SIZE.text, color: PALETTE.quiet };
