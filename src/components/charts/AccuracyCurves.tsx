import { useState } from 'react';
import type { CurveKind, ICurve } from '../../model/curves';
import { accuracyTable, curvesOf } from '../../model/curves';
import { rangeOf } from '../../model/ticks';
import { formatNumber } from '../basics/format';
import { useTrans } from '../basics/trans';
import { Choice } from './Choice';
import { Frame, pathOf } from './Frame';
import { Legend } from './Legend';
import { colorVar, dashOf } from './palette';
import { Unreadable } from './Unreadable';

const KINDS: readonly CurveKind[] = ['roc', 'precision_recall', 'lift', 'gain', 'calibration'];
const UNIT: readonly [number, number] = [0, 1];
/** More classes than that are chosen from the legend. */
const SHOWN = 8;

/** The curves of a classifier, one for each class: ROC, precision and recall, lift, gain, calibration. */
export function AccuracyCurves({ title, value }: { title: string; value: unknown }): JSX.Element {
    const trans = useTrans();
    const [kind, setKind] = useState<CurveKind>('roc');
    const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
    const table = accuracyTable(value);
    if (!table) {
        return <Unreadable what="accuracy_table" />;
    }
    const words: Record<CurveKind, [name: string, x: string, y: string, score: string]> = {
        roc: [trans.__('ROC'), trans.__('False positive rate'), trans.__('True positive rate'), trans.__('AUC')],
        precision_recall: [trans.__('Precision and recall'), trans.__('Recall'), trans.__('Precision'), trans.__('AP')],
        lift: [trans.__('Lift'), trans.__('Part of all cases'), trans.__('Lift'), ''],
        gain: [trans.__('Gain'), trans.__('Part of all cases'), trans.__('Part of the positive ones found'), ''],
        calibration: [trans.__('Calibration'), trans.__('Predicted probability'), trans.__('Part that is positive'), '']
    };
    const [name, xLabel, yLabel, scoreName] = words[kind];
    const lines = curvesOf(table, kind).map((curve, slot) => ({
        key: String(slot),
        label: curve.score === null ? curve.label : `${curve.label}, ${scoreName} ${formatNumber(curve.score)}`,
        slot,
        curve
    }));
    const hidden = new Set(lines.filter(({ key, slot }) => slot >= SHOWN !== toggled.has(key)).map(({ key }) => key));
    const shown = lines.filter(({ key }) => !hidden.has(key));
    const toggle = (key: string) =>
        setToggled(new Set(toggled.has(key) ? [...toggled].filter(k => k !== key) : [...toggled, key]));
    return (
        <div>
            <Choice
                label={trans.__('Curve')}
                value={kind}
                options={KINDS.map(one => [one, words[one][0]])}
                onChange={setKind}
            />
            <Frame
                label={`${title}, ${name}: ${lines.map(line => line.label).join('; ')}`}
                xLabel={xLabel}
                yLabel={yLabel}
                xRange={UNIT}
                yRange={kind === 'lift' ? liftRange(lines.map(line => line.curve)) : UNIT}
            >
                {scales => (
                    <>
                        {kind !== 'precision_recall' && (
                            <path className="aml-ideal" d={pathOf([0, 1], kind === 'lift' ? [1, 1] : [0, 1], scales)} />
                        )}
                        {shown.map(({ key, slot, curve }) => (
                            <path
                                key={key}
                                className="aml-curve"
                                style={{ stroke: colorVar(slot), strokeDasharray: dashOf(slot).join(' ') }}
                                d={pathOf(curve.x, curve.y, scales)}
                            />
                        ))}
                    </>
                )}
            </Frame>
            <Legend lines={lines} hidden={hidden} onToggle={toggle} />
        </div>
    );
}

function liftRange(curves: readonly ICurve[]): readonly [number, number] {
    return [0, 1.05 * Math.max(1, rangeOf(curves.flatMap(curve => curve.y))?.[1] ?? 1)];
}
