import { expect, test } from 'vitest';
import { AssetLists } from './asset_lists';
import { currentLog, failedRank, logOfRank } from './log_names';
import { dataOf, environmentOf } from './run_parts';
import type { Run } from '../schemas';

test('nothing is asked for a list that nobody has open, or that nobody can see', async () => {
    const asked: string[] = [];
    const lists = new AssetLists(async (_, kind) => {
        asked.push(kind);
        return [];
    });
    lists.setWorkspace('/w');
    lists.setVisible(true);
    expect(asked).toEqual([]);
    const end = lists.watch('models');
    expect(asked).toEqual(['models']);
    lists.setVisible(false);
    lists.setVisible(true);
    expect(asked).toEqual(['models', 'models']);
    end();
    lists.setVisible(false);
    lists.setVisible(true);
    expect(asked).toEqual(['models', 'models']);
    lists.dispose();
});

test('as long as the script has printed nothing the build of its environment is the log', () => {
    const of = (...names: string[]) => currentLog(names.map(path => ({ path })));
    expect(of()).toBeNull();
    expect(of('user_logs/data.txt', 'user_logs/environment_build.txt')).toBe('user_logs/environment_build.txt');
    expect(of('user_logs/environment_build.txt', 'user_logs/std_log.txt')).toBe('user_logs/std_log.txt');
    expect(of('logs/mine.txt')).toBe('logs/mine.txt');
});

test('the log of a distributed run that failed is that of the rank that did', () => {
    const logs = [0, 1, 2].map(rank => ({ path: logOfRank(rank) }));
    const of = (status: Run['status'], status_reason: string) => failedRank({ status, status_reason });
    expect(currentLog(logs, of('Failed', 'rank 2: exit code 1: ValueError: rank 1'))).toBe(logs[2].path);
    expect(currentLog(logs.slice(0, 2), 2)).toBe(logs[0].path);
    expect([of('Running', 'rank 1: '), of('Failed', 'exit code 1: rank 1: x'), of('Failed', '')]).toEqual([0, 0, 0]);
});

test('what others wrote into a run is read as far as it is what it should be', () => {
    const run = {
        environment: { name: 'e', requirements: ['a', 3, 'b'], conda: { packages: ['c'] }, docker: 'no' },
        inputs: { x: { asset: 'd:1', mode: 'mount' }, y: null }
    } as unknown as Run;
    expect(environmentOf(run)).toMatchObject({ name: 'e', packages: ['a', 'b', 'c'], version: null, image: null });
    expect(environmentOf({} as Run)).toBeNull();
    expect(dataOf(run.inputs)).toEqual([
        { name: 'x', asset: 'd:1', place: null, mode: 'mount' },
        { name: 'y', asset: null, place: null, mode: null }
    ]);
});
