#!/usr/bin/env python3
"""web3.py 8.0.0 against the node: reading, sending, events, errors, typed data, over HTTP and WebSocket.

    python web3_client.py HTTP_URL WS_URL LEDGER_JSON
"""
import asyncio
import json
import sys

from eth_account import Account
from web3 import AsyncWeb3, Web3, WebSocketProvider
from web3.exceptions import ContractCustomError, ContractLogicError, ContractPanicError

HTTP, WS, LEDGER = sys.argv[1:4]
KEY = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"
failed = 0


def check(name, condition, seen=""):
    global failed
    failed += not condition
    print(f"{'ok  ' if condition else 'FAIL'} web3.py: {name}" + ("" if condition else f"\n     saw {seen}"))


def refused(name, kind, call, holds=lambda error: True):
    try:
        check(name, False, call())
    except kind as error:
        check(name, holds(error), repr(error))


def over_http():
    w3 = Web3(Web3.HTTPProvider(HTTP))
    artifact = json.load(open(LEDGER))
    alice = Account.from_key(KEY)
    check("is_connected", w3.is_connected())
    check("block with Nitro's fields", w3.eth.get_block("latest")["number"] == w3.eth.block_number)
    check("gas_price", w3.eth.gas_price == 100_000_000, w3.eth.gas_price)
    check("fee_history", len(w3.eth.fee_history(1, "latest", [50])["reward"]) == 1)

    def send(call, **fields):
        transaction = call.build_transaction({"from": alice.address, "nonce": w3.eth.get_transaction_count(alice.address), **fields})
        return w3.eth.wait_for_transaction_receipt(w3.eth.send_raw_transaction(alice.sign_transaction(transaction).raw_transaction))

    created = send(w3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"]).constructor(7))
    check("deploy", created["status"] == 1, created)
    ledger = w3.eth.contract(address=created["contractAddress"], abi=artifact["abi"])
    noted = send(ledger.functions.note("first"), value=3)
    event = ledger.events.Noted().process_receipt(noted)[0]["args"]
    check("the event in the receipt", (event["author"], event["index"], event["text"]) == (alice.address, 7, "first"), event)
    logs = ledger.events.Noted().get_logs(from_block=0)
    check("get_logs", [log["transactionHash"] for log in logs] == [noted["transactionHash"]], logs)
    check("call", ledger.functions.count().call() == 8)
    check("the past", ledger.functions.count().call(block_identifier=noted["blockNumber"] - 1) == 7)
    refused("a custom error", ContractCustomError, ledger.functions.atLeast(3).call, lambda error: error.data.startswith("0xe94fe3af"))
    refused("a text", ContractLogicError, ledger.functions.withText().call, lambda error: "not today" in str(error))
    refused("a panic", ContractPanicError, ledger.functions.withPanic(0).call)
    unlocked = w3.eth.send_transaction({"from": w3.eth.accounts[1], "to": alice.address, "value": 1})
    check("send_transaction by the node", w3.eth.wait_for_transaction_receipt(unlocked)["status"] == 1)
    types = {"Note": [{"name": "text", "type": "string"}]}
    domain = {"name": "Ledger", "chainId": w3.eth.chain_id}
    message = {"types": {"EIP712Domain": [{"name": "name", "type": "string"}, {"name": "chainId", "type": "uint256"}], **types},
               "primaryType": "Note", "domain": domain, "message": {"text": "signed"}}
    own = alice.sign_typed_data(full_message=message).signature
    check("the node signs typed data as eth-account does", bytes(w3.eth.sign_typed_data(alice.address, message)) == bytes(own))


async def over_socket():
    async with AsyncWeb3(WebSocketProvider(WS)) as w3:
        subscription = await w3.eth.subscribe("newHeads")
        check("subscribe", bool(subscription))
        accounts = await w3.eth.accounts
        await w3.eth.send_transaction({"from": accounts[1], "to": accounts[2], "value": 1})
        async for message in w3.socket.process_subscriptions():
            number = message["result"]["number"]
            check("newHeads", int(str(number), 0) == await w3.eth.block_number, message)
            break
        check("unsubscribe", await w3.eth.unsubscribe(subscription))


over_http()
asyncio.run(over_socket())
sys.exit(1 if failed else 0)
