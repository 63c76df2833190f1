import type { Axis } from '../../model/chart_data';
import { useTrans } from '../basics/trans';
import { Choice } from '../charts/Choice';

/** How curves are drawn; remembered by the browser. */
export interface ILooks {
    axis: Axis;
    smoothing: number;
    log: boolean;
    marks: boolean;
    table: boolean;
}

export const LOOKS: ILooks = { axis: 'step', smoothing: 0, log: false, marks: false, table: false };

export interface IControlsProps {
    looks: ILooks;
    onChange: (change: Partial<ILooks>) => void;
    text: string;
    onText: (text: string) => void;
}

/** The line above the charts: which, and how they are drawn. */
export function Controls({ looks, onChange, text, onText }: IControlsProps): JSX.Element {
    const trans = useTrans();
    const check = (key: 'log' | 'marks' | 'table', label: string) => (
        <label className="aml-chart-check">
            <input type="checkbox" checked={looks[key]} onChange={event => onChange({ [key]: event.target.checked })} />
            {label}
        </label>
    );
    return (
        <div className="aml-chart-controls" role="toolbar" aria-label={trans.__('How curves are drawn')}>
            <input
                type="search"
                className="aml-metric-filter"
                placeholder={trans.__('Filter metrics (/)')}
                aria-label={trans.__('Filter metrics')}
                value={text}
                onChange={event => onText(event.target.value)}
                onKeyDown={event => event.key === 'Escape' && onText('')}
            />
            <Choice
                label={trans.__('Horizontal axis')}
                value={looks.axis}
                options={[
                    ['step', trans.__('Step')],
                    ['time', trans.__('Time')],
                    ['clock', trans.__('Clock')]
                ]}
                onChange={axis => onChange({ axis })}
            />
            <label className="aml-chart-check">
                {trans.__('Smooth')}
                <input
                    type="range"
                    min={0}
                    max={0.99}
                    step={0.01}
                    value={looks.smoothing}
                    onChange={event => onChange({ smoothing: Number(event.target.value) })}
                />
                <output>{looks.smoothing.toFixed(2)}</output>
            </label>
            {check('log', trans.__('Log'))}
            {check('marks', trans.__('Points'))}
            {check('table', trans.__('Min, max, last'))}
        </div>
    );
}

/** Puts the cursor into the filter of a view when `/` is pressed outside of a field. */
export function focusFilter(event: React.KeyboardEvent<HTMLElement>): void {
    const target = event.target as HTMLElement;
    if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) {
        event.preventDefault();
        event.currentTarget.querySelector<HTMLInputElement>('.aml-metric-filter')?.focus();
    }
}
