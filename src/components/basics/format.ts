/** Numbers, sizes and times as people read them. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Four significant digits, never more than fits a table cell: 0.2314, 12,345, 1.2e-7. */
export function formatNumber(value: number | null | undefined): string {
    if (value === null || value === undefined) {
        return '';
    }
    if (!Number.isFinite(value)) {
        return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
    }
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
        return value.toExponential(2).replace('e+', 'e');
    }
    return Number.isInteger(value) || size >= 1000 ? grouped(value) : String(Number(value.toPrecision(4)));
}

function grouped(value: number): string {
    return Math.round(value).toLocaleString('en-US');
}

export function formatBytes(bytes: number): string {
    let amount = bytes;
    let unit = 0;
    while (amount >= 1024 && unit < UNITS.length - 1) {
        amount /= 1024;
        unit += 1;
    }
    return `${unit === 0 ? amount : amount.toFixed(1)} ${UNITS[unit]}`;
}

/** 45 ms, 1.4 s, 12 s, 02:10, 1:02:10, 3 d 04:10. */
export function formatDuration(seconds: number): string {
    if (seconds < 0.995) {
        return `${Math.round(Math.max(0, seconds) * 1000)} ms`;
    }
    if (seconds < 10) {
        return `${seconds.toFixed(1)} s`;
    }
    if (seconds < 60) {
        return `${Math.floor(seconds)} s`;
    }
    const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, (seconds / 60) % 60];
    if (days) {
        return hours || minutes >= 1 ? `${days} d ${two(hours)}:${two(minutes)}` : `${days} d`;
    }
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** just now, 12 s ago, 5 min ago, 3 h ago, 2 d ago; a date after two weeks. */
export function formatAgo(then_ms: number, now_ms: number): string {
    const seconds = Math.max(0, (now_ms - then_ms) / 1000);
    if (seconds < 5) {
        return 'just now';
    }
    if (seconds < 60) {
        return `${Math.floor(seconds)} s ago`;
    }
    if (seconds < 3600) {
        return `${Math.floor(seconds / 60)} min ago`;
    }
    if (seconds < 86400) {
        return `${Math.floor(seconds / 3600)} h ago`;
    }
    return seconds < 14 * 86400 ? `${Math.floor(seconds / 86400)} d ago` : new Date(then_ms).toLocaleDateString();
}
