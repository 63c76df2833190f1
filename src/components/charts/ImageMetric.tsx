import { useState } from 'react';
import { useTrans } from '../basics/trans';

export interface IImageMetricProps {
    title: string;
    /** The artifact's name; several where the same name was logged again. */
    value: unknown;
    imageUrl: (path: string) => string;
}

/** A logged picture; of several the newest, with a slider to the others. */
export function ImageMetric({ title, value, imageUrl }: IImageMetricProps): JSX.Element | null {
    const trans = useTrans();
    const paths = (Array.isArray(value) ? value : [value]).filter((path): path is string => typeof path === 'string');
    const [chosen, setChosen] = useState<number | null>(null);
    const [broken, setBroken] = useState('');
    const index = Math.min(chosen ?? Infinity, paths.length - 1);
    const path = paths[index];
    if (path === undefined) {
        return null;
    }
    return (
        <div className="aml-metric-image">
            {broken === path ? (
                <p className="aml-unreadable">{trans.__('The picture %1 cannot be shown.', path)}</p>
            ) : (
                <a href={imageUrl(path)} target="_blank" rel="noopener noreferrer" title={trans.__('Open %1', path)}>
                    <img src={imageUrl(path)} alt={title} loading="lazy" onError={() => setBroken(path)} />
                </a>
            )}
            {paths.length > 1 && (
                <label>
                    <input
                        type="range"
                        min={0}
                        max={paths.length - 1}
                        value={index}
                        aria-label={trans.__('Which picture of %1', title)}
                        onChange={event => setChosen(Number(event.target.value))}
                    />
                    {index + 1}/{paths.length}
                </label>
            )}
        </div>
    );
}
