import { renderHook, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { ISeriesQuery } from '../../model/series_loader';
import type { Series } from '../../schemas';
import { Loaders, useDetails } from './details';

test('each run is asked once for all charts, and what comes late for another zoom is left out', async () => {
    const asked: [string, ISeriesQuery][] = [];
    const loaders = new Loaders(async (run, query) => {
        asked.push([run, query]);
        return query.name.map(name => ({ name, v: [query.from], total: 1, exact: true }) as unknown as Series);
    });
    const wanted = (from: number) => ['a', 'b'].map(id => ({ id, stretch: { x: 'step' as const, from, to: 9 } }));
    const loss = renderHook(({ from }) => useDetails(loaders, 'loss', wanted(from)), { initialProps: { from: 1 } });
    const acc = renderHook(() => useDetails(loaders, 'acc', wanted(1)));
    await waitFor(() => expect([loss.result.current.size, acc.result.current.size]).toEqual([2, 2]));
    expect(asked.map(([run, query]) => [run, query.name])).toEqual([
        ['a', ['loss', 'acc']],
        ['b', ['loss', 'acc']]
    ]);
    loss.rerender({ from: 2 });
    expect(loss.result.current.size).toBe(0);
    await waitFor(() => expect(loss.result.current.get('b')?.v).toEqual([2]));
});
