import { useEffect, useRef, useState } from 'react';
import type { IPoints } from '../../model/chart_data';
import type { ISeriesQuery, IStretch } from '../../model/series_loader';
import { SeriesLoader } from '../../model/series_loader';
import type { Series } from '../../schemas';

/** One loader for each run: charts that are zoomed together share a question about it. */
export class Loaders {
    private readonly made = new Map<string, SeriesLoader>();

    constructor(private readonly ask: (run: string, query: ISeriesQuery) => Promise<Series[]>) {}

    of(run: string): SeriesLoader {
        const loader = this.made.get(run) ?? new SeriesLoader(query => this.ask(run, query));
        this.made.set(run, loader);
        return loader;
    }
}

export interface IWantedDetail {
    /** Id of the run. */
    id: string;
    stretch: IStretch;
}

const NONE: ReadonlyMap<string, IPoints> = new Map();

/** The points between those that are known, of each run that was thinned out, as they come. */
export function useDetails(
    loaders: Loaders,
    name: string,
    wanted: readonly IWantedDetail[]
): ReadonlyMap<string, IPoints> {
    const key = wanted.map(({ id, stretch }) => `${id} ${stretch.x} ${stretch.from} ${stretch.to}`).join('\n');
    const [details, setDetails] = useState<{ key: string; points: ReadonlyMap<string, IPoints> }>({
        key,
        points: NONE
    });
    const latest = useRef(wanted);
    latest.current = wanted;
    useEffect(() => {
        const ends = latest.current.map(({ id, stretch }) =>
            loaders.of(id).load(name, stretch, points =>
                setDetails(before => ({
                    key,
                    points: new Map([...(before.key === key ? before.points : NONE), [id, points]])
                }))
            )
        );
        return () => ends.forEach(end => end());
    }, [loaders, name, key]);
    return details.key === key ? details.points : NONE;
}
