import type { Distribution } from '../../schemas';
import { useTrans } from '../basics';

/** `2 processes (PyTorch, gloo)`. */
export function Processes({ distribution, nodes }: { distribution: Distribution; nodes: number }): JSX.Element {
    const trans = useTrans();
    const where = nodes > 1 ? ` ${trans._n('on %1 node', 'on %1 nodes', nodes)}` : '';
    const count = nodes * (distribution.process_count_per_instance ?? 1);
    const workers = distribution.worker_count ?? 1;
    const servers = distribution.parameter_server_count ?? 0;
    switch (distribution.type) {
        case 'PySpark':
            return <>Spark{where}</>;
        case 'TensorFlow':
            return (
                <>
                    {trans._n('%1 worker', '%1 workers', workers)}
                    {servers > 0 && `, ${trans._n('%1 parameter server', '%1 parameter servers', servers)}`}
                    {where} (TensorFlow)
                </>
            );
        default:
            return (
                <>
                    {trans._n('%1 process', '%1 processes', count)}
                    {where} (
                    {[distribution.type === 'Mpi' ? 'MPI' : distribution.type, distribution.backend]
                        .filter(Boolean)
                        .join(', ')}
                    )
                </>
            );
    }
}
