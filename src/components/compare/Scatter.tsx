import Plotly from 'plotly.js-basic-dist-min';
import { useEffect, useRef, useState } from 'react';
import type { IRow, Value } from '../../model/compare';
import type { IComparedRun } from '../../model/compare_store';
import { byWorth } from '../../model/parallel';
import { asNumber } from '../../model/parameters';
import { useTrans } from '../basics/trans';
import { colorName } from '../charts/palette';
import { onThemeChange, ThemeColors } from '../charts/theme';
import { nameOf } from './names';

export interface IScatterProps {
    runs: readonly IComparedRun[];
    rows: readonly IRow[];
    openRun: (id: string) => void;
}

type Axes = Record<'x' | 'y' | 'color', string>;

const CONFIG = { responsive: true, displaylogo: false, displayModeBar: 'hover' };

/** A dot for each run, where two of its settings or results put it. A click on one opens the run. */
export default function Scatter({ runs, rows, openRun }: IScatterProps): JSX.Element {
    const trans = useTrans();
    const host = useRef<HTMLDivElement>(null);
    const [chosen, setChosen] = useState<Partial<Axes>>({});
    const [theme, setTheme] = useState(0);
    const names = rows.map(row => row.name);
    const axes: Axes = { ...firstChoice(rows), ...chosen };
    const latest = useRef({ runs, openRun });
    latest.current = { runs, openRun };

    useEffect(() => onThemeChange(() => setTheme(before => before + 1)), []);
    const picture = JSON.stringify([axes, theme, runs.map(nameOf), rows]);
    const drawing = useRef<() => void>(() => undefined);
    drawing.current = () => draw(host.current!, runs, rows, axes);
    useEffect(() => drawing.current(), [picture]);
    useEffect(() => {
        const element = host.current!;
        const plot = element as unknown as { on?: (event: string, listener: (event: IClick) => void) => void };
        plot.on?.('plotly_click', event => latest.current.openRun(latest.current.runs[event.points[0].pointIndex].id));
        return () => Plotly.purge(element);
    }, []);

    const words: Record<keyof Axes, string> = {
        x: trans.__('Across'),
        y: trans.__('Upwards'),
        color: trans.__('Colour')
    };
    return (
        <div>
            <div className="aml-chart-controls">
                {(Object.keys(words) as (keyof Axes)[]).map(axis => (
                    <label key={axis} className="aml-chart-check">
                        {words[axis]}
                        <select
                            value={axes[axis]}
                            onChange={event => setChosen({ ...chosen, [axis]: event.target.value })}
                        >
                            {axis === 'color' && <option value="">{trans.__('by run')}</option>}
                            {names.map(name => (
                                <option key={name}>{name}</option>
                            ))}
                        </select>
                    </label>
                ))}
            </div>
            <div
                ref={host}
                className="aml-scatter"
                role="img"
                aria-label={trans.__('%1 over %2, %3 runs', axes.y, axes.x, runs.length)}
            />
        </div>
    );
}

interface IClick {
    points: { pointIndex: number }[];
}

function firstChoice(rows: readonly IRow[]): Axes {
    const results = byWorth(rows.filter(row => row.section === 'metrics'));
    const settings = rows.filter(row => row.section === 'arguments');
    const [x] = [...settings, ...rows.filter(row => row !== results[0])];
    const y = results[0] ?? rows.find(row => row !== x);
    return { x: x.name, y: y.name, color: '' };
}

function draw(host: HTMLElement, runs: readonly IComparedRun[], rows: readonly IRow[], axes: Axes): void {
    const colors = new ThemeColors(host);
    const valuesOf = (name: string) => rows.find(row => row.name === name)?.values ?? [];
    const ink = colors.get('--aml-text');
    const axis = (name: string) => ({
        title: { text: plain(name) },
        color: ink,
        gridcolor: colors.get('--aml-chart-grid'),
        zeroline: false,
        automargin: true,
        ...typeOf(valuesOf(name))
    });
    const measure = valuesOf(axes.color).map(asNumber);
    const scale = measure.length > 0 && measure.some(value => value !== null);
    const marker = scale
        ? {
              color: measure,
              colorscale: [
                  [0, colors.get(colorName(0))],
                  [1, colors.get(colorName(1))]
              ],
              showscale: true,
              colorbar: { title: { text: plain(axes.color) }, tickfont: { color: ink } }
          }
        : { color: runs.map(run => colors.get(colorName(run.slot))) };
    const trace = {
        type: 'scatter',
        mode: 'markers',
        x: valuesOf(axes.x).map(numberOrText),
        y: valuesOf(axes.y).map(numberOrText),
        text: runs.map(run => plain(nameOf(run))),
        hovertemplate: '%{text}<br>%{x}<br>%{y}<extra></extra>',
        marker: { size: 11, line: { width: 1, color: colors.get('--aml-chart-ink') }, ...marker }
    };
    const layout = {
        height: 380,
        margin: { t: 12, r: 12, b: 48, l: 64 },
        paper_bgcolor: 'transparent',
        plot_bgcolor: 'transparent',
        font: { color: ink, size: 12 },
        hovermode: 'closest',
        showlegend: false,
        xaxis: axis(axes.x),
        yaxis: axis(axes.y)
    };
    void Plotly.react(host, [trace], layout, CONFIG);
}

/** Plotly reads some markup in texts; names of runs and metrics are none. */
function plain(text: string): string {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function numberOrText(value: Value): Value {
    return asNumber(value) ?? (value === null ? null : plain(String(value)));
}

function typeOf(values: readonly Value[]): { type: 'linear' | 'log' | 'category' } {
    const known = values.filter(value => value !== null).map(asNumber);
    if (known.some(value => value === null)) {
        return { type: 'category' };
    }
    const numbers = known as number[];
    const low = Math.min(...numbers);
    return { type: low > 0 && Math.max(...numbers) / low >= 100 ? 'log' : 'linear' };
}
