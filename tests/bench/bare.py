"""The floor of a read: a Flask route that answers a small JSON text and does nothing else."""

from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/bare")
def bare():
    return jsonify(items=[{"id": "1", "state": "due", "amount_minor": 248_000}], next_cursor=None)
