//! The server is killed while many clients write, again and again, on the same data.

use crate::check::check;
use crate::installation;
use crate::ledger;
use crate::load::Load;
use crate::servers::Servers;

const ROUNDS: usize = 5;

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_write_survives_a_kill_and_none_is_half_there() {
    let installation = installation();
    let token = installation.prepare();
    let mut process = installation.serve();
    let mut load = Load::prepare(&process.scim(&token)).await;
    for round in 0..ROUNDS {
        let mut running = load.start(&Servers::only(&process), &token);
        // Another moment in each round; the clients never pause, so writes are always under way.
        running.acknowledged(150 + 61 * round).await;
        process.kill();
        load = running.end().await;
        let pending = load.clients.iter().filter(|client| client.pending.is_some()).count();
        assert!(pending > 0, "nothing was under way when the server was killed");
        process = installation.serve();
        check(&mut load, &process.scim(&token)).await;
        installation.assert_sound(&process);
    }
    process.stop();
    ledger::check(&load, &*installation.open_store().await).await;
}
