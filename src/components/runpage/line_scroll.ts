/** Height of a line that is not wrapped; style/log.css has it too. */
export const LINE_PX = 18;

/** Browsers limit the height of an element to about 33 million (Chromium) or 17 million (Firefox) pixels. */
const MOST_PX = 8_000_000;

/**
 * Where a reader of very many lines is. Counted in lines, because pixels do not reach: beyond some height the scrollbar of the browser stands for more than
 * one pixel with each of its own.
 */
export class LineScroll {
    count = 0;
    /** Of the frame. */
    height_px = 400;
    /** The line at the top, with fractions. */
    top = 0;
    /** Whether lines may be higher than LINE_PX. */
    wrapped = false;
    private average_px = LINE_PX;

    /** Lines that fit, if they are as high as those that were seen. */
    get fitting(): number {
        return this.height_px / (this.wrapped ? this.average_px : LINE_PX);
    }

    get maxTop(): number {
        return Math.max(0, this.count - this.fitting);
    }

    get atEnd(): boolean {
        return this.top >= this.maxTop - 0.5;
    }

    /** Height of what is scrolled. */
    get space_px(): number {
        return Math.min(MOST_PX, Math.max(this.height_px, this.height_px + this.maxTop * LINE_PX));
    }

    /** Whether a pixel of the scrollbar is more than a pixel. */
    get scaled(): boolean {
        return this.space_px === MOST_PX;
    }

    get scrollTop(): number {
        return this.maxTop ? (Math.min(this.top, this.maxTop) / this.maxTop) * (this.space_px - this.height_px) : 0;
    }

    /** Takes in where the browser scrolled; false if that is where we are. */
    scrolledTo(scrollTop: number): boolean {
        if (Math.abs(scrollTop - this.scrollTop) < 1) {
            return false;
        }
        const range_px = this.space_px - this.height_px;
        this.top = range_px ? Math.min(1, Math.max(0, scrollTop / range_px)) * this.maxTop : 0;
        return true;
    }

    moveBy(lines: number): void {
        this.top = Math.min(this.maxTop, Math.max(0, this.top + lines));
    }

    goTo(line: number): void {
        this.top = 0;
        this.moveBy(line - this.fitting / 3);
    }

    /** How far a key goes; null if it is none of these. */
    linesOfKey(key: string): number | null {
        switch (key) {
            case 'ArrowUp':
                return -1;
            case 'ArrowDown':
                return 1;
            case 'PageUp':
                return -Math.max(1, this.fitting - 2);
            case 'PageDown':
            case ' ':
                return Math.max(1, this.fitting - 2);
            case 'Home':
                return -this.count;
            case 'End':
                return this.count;
            default:
                return null;
        }
    }

    /** Learns how high wrapped lines are; tells whether that changes what is shown. */
    learn(height_px: number, lines: number): boolean {
        const average_px = Math.max(LINE_PX, height_px / Math.max(1, lines));
        if (!height_px || Math.abs(average_px - this.average_px) < this.average_px / 4) {
            return false;
        }
        const atEnd = this.atEnd;
        this.average_px = average_px;
        if (atEnd) {
            this.top = this.maxTop;
        }
        return true;
    }
}

/**
 * The line that is drawn first, and where: as far down the frame as the reader is down the text. So the first line begins at the top, the last one ends at
 * the bottom, and nothing jumps between, however high lines are.
 */
export function anchorOf(scroll: LineScroll): { line: number; part: number; at_px: number } {
    const share = scroll.maxTop ? Math.min(1, scroll.top / scroll.maxTop) : 0;
    const position = Math.min(share * scroll.count, Math.max(0, scroll.count - 1e-6));
    const line = Math.floor(position);
    return { line, part: position - line, at_px: share * scroll.height_px };
}
