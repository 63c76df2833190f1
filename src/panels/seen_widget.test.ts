import { Widget } from '@lumino/widgets';
import { afterEach, expect, test, vi } from 'vitest';
import { SeenWidget } from './seen_widget';

class Probe extends SeenWidget {
    told: boolean[] = [];

    protected onSeen(seen: boolean): void {
        this.told.push(seen);
    }

    protected render(): null {
        return null;
    }
}

function hideWindow(hidden: boolean): void {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
    document.dispatchEvent(new Event('visibilitychange'));
}

let probe: Probe;
afterEach(() => probe.dispose());

test('it is seen while it is attached, shown, and the window is not hidden; each change is told once', () => {
    probe = new Probe();
    expect(probe.told).toEqual([]);
    Widget.attach(probe, document.body);
    hideWindow(false);
    expect(probe.told).toEqual([true]);
    probe.hide();
    hideWindow(true);
    probe.show();
    expect(probe.told).toEqual([true, false]);
    hideWindow(false);
    expect(probe.told).toEqual([true, false, true]);
    hideWindow(true);
    expect(probe.told).toEqual([true, false, true, false]);
});

test('it is not seen any more when it is gone, and listens no longer', () => {
    probe = new Probe();
    Widget.attach(probe, document.body);
    probe.dispose();
    hideWindow(true);
    hideWindow(false);
    expect(probe.told).toEqual([true, false]);
});
