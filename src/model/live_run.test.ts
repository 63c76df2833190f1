import { expect, test } from 'vitest';
import type { Run } from '../schemas';
import { LiveRun } from './live_run';
import type { ISubscriber, ISubscription } from './stream';

test('only what views want is asked for, and nothing while hidden', () => {
    const open = new Map<ISubscription, ISubscriber>();
    const stream = {
        subscribe: (subscription: ISubscription, subscriber: ISubscriber) => {
            open.set(subscription, subscriber);
            return () => open.delete(subscription);
        }
    };
    const live = new LiveRun(stream, '/w', 'r');
    const asked = () => [...open.keys()].map(one => one.parts);
    live.want({ parts: ['record'] });
    expect(asked()).toEqual([]);
    live.setVisible(true);
    const leave = live.want({ parts: ['log'], log: 'a' });
    expect(asked()).toEqual([['record'], ['log']]);
    leave();
    expect(asked()).toEqual([['record']]);
    [...open.values()][0].onUpdates([{ record: { id: 'r', status: 'Running' } as Run }]);
    expect(live.store.record?.status).toBe('Running');
    live.setVisible(false);
    expect(asked()).toEqual([]);
    live.setVisible(true);
    [...open.values()][0].onProblem?.({ code: 'Offline', message: 'm', hint: '' }, false);
    expect([live.store.problem?.code, live.store.record?.status]).toEqual(['Offline', 'Running']);
});
