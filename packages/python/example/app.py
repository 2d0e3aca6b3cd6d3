import os
from fastapi import FastAPI
from herald.fastapi import receiver

app = FastAPI()
app.post("/hook")(receiver(os.environ["SECRET"], lambda event: print(event.type, event.id, flush=True)))
