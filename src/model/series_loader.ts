import type { Series } from '../schemas';

export interface ISeriesQuery {
    name: string[];
    points?: number;
    x?: 'step' | 'time';
    from?: number;
    to?: number;
}

/** A stretch of steps or of moments (seconds since 1970). */
export interface IStretch {
    x: 'step' | 'time';
    from: number;
    to: number;
}

interface IWaiting {
    stretch: IStretch;
    takers: Map<string, Set<(series: Series) => void>>;
}

/** As many as the server takes in one question. */
const MOST = 200;
const PAUSE_MS = 300;
const TRIES = 20;

/** Asks for parts of series in detail: charts that are zoomed at the same moment share a question. */
export class SeriesLoader {
    private readonly waiting = new Map<string, IWaiting>();

    constructor(
        private readonly ask: (query: ISeriesQuery) => Promise<Series[]>,
        private readonly points = 1000
    ) {}

    /** Hands over the points of a stretch, a first sketch before where the server has one. Returns how to give up. */
    load(name: string, stretch: IStretch, take: (series: Series) => void): () => void {
        const key = `${stretch.x} ${stretch.from} ${stretch.to}`;
        let waiting = this.waiting.get(key);
        if (!waiting) {
            waiting = { stretch, takers: new Map() };
            this.waiting.set(key, waiting);
            // Charts are told of a zoom in one go: when that is done all have asked, and nothing was drawn yet.
            queueMicrotask(() => void this.send(key));
        }
        const { takers } = waiting;
        const mine = takers.get(name) ?? new Set();
        takers.set(name, mine.add(take));
        return () => {
            mine.delete(take);
        };
    }

    private async send(key: string): Promise<void> {
        const { stretch, takers } = this.waiting.get(key)!;
        this.waiting.delete(key);
        let names = wanted(takers);
        for (let tries = 0; names.length > 0 && tries < TRIES; tries++) {
            const answers = await this.askAll(names, stretch);
            answers.forEach(series => takers.get(series.name)?.forEach(take => take(series)));
            const sketches = new Set(answers.filter(series => series.exact === false).map(series => series.name));
            names = wanted(takers).filter(name => sketches.has(name));
            if (names.length > 0) {
                await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
            }
        }
    }

    /** What cannot be had leaves the chart with the points it has: they are right, only fewer. */
    private async askAll(names: readonly string[], stretch: IStretch): Promise<Series[]> {
        const parts = Array.from({ length: Math.ceil(names.length / MOST) }, (_, i) =>
            names.slice(i * MOST, (i + 1) * MOST)
        );
        const query = (name: string[]) => ({ name, points: this.points, ...stretch });
        const answers = await Promise.allSettled(parts.map(part => this.ask(query(part))));
        return answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []));
    }
}

function wanted(takers: ReadonlyMap<string, ReadonlySet<unknown>>): string[] {
    return [...takers].filter(([, takes]) => takes.size > 0).map(([name]) => name);
}
